"""What only a county knows, filled in for the demonstration: courts, an account, telephones that no telephone has."""

# zh: words of the demonstration, stored as data

from datetime import datetime

from qianshao.demo.build import BUILDER
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard

_FIRST_PHONE = 10_090_000_000
_WORDS = {
    "pay_to": "{county}农商银行财政罚没专户（演示数据，没有这个账户）",
    "appeal_to": "{county}人民政府（演示数据）",
    "court": "{county}人民法院（演示数据）",
    "exec_court": "{county}人民法院（演示数据）",
}


def fill_case_texts(county: str, now: datetime) -> None:
    """What papers of cases have to say, so that each can be made."""
    rows = standard_rows("case_texts", now)
    filled = [row | {"words": _WORDS.get(str(row["code"]), "演示数据").format(county=county)} for row in rows]
    publish_standard(name="case_texts", rows=filled, version=0, actor=BUILDER, now=now)


def fill_department_phones(now: datetime) -> None:
    """One for every department; whistles of the half year before were blown without."""
    rows = standard_rows("departments", now)
    filled = [row | {"phone": str(_FIRST_PHONE + number)} for number, row in enumerate(rows, start=1)]
    publish_standard(name="departments", rows=filled, version=0, actor=BUILDER, now=now)
