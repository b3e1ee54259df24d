"""What the steps of inquiry, a hearing's day, and a fine that is put off or goes to court say in a paper."""

from datetime import datetime

from qianshao.core.clock import BEIJING
from qianshao.enforcement.models import Case, CaseAct
from qianshao.enforcement.rules.inquiry import prolonged
from qianshao.enforcement.rules.papers import AS_WRITTEN
from qianshao.enforcement.selectors.money import overdue, plan_of, urged_at
from qianshao.enforcement.states import COMPEL_LABELS

_YUAN = "元"  # zh: the unit of a sum in a document


def told_fields(case: Case, act: CaseAct, now: datetime) -> dict[str, str]:
    """By field; what is not known is empty."""
    said = {name: str(act.data.get(name, "")) for name in AS_WRITTEN}
    moments = {name: minute_words(moment_of(act, name)) for name in ("when", "began", "ended")}
    late = overdue(case, now)
    return {
        **said,
        **moments,
        "reply_by": day_words(moment_of(act, "reply_by")),
        "measure": str(COMPEL_LABELS.get(act.data.get("measure", ""), "")),
        "compel_until": day_words(_compel_until(case, act)),
        "compel_before": day_words(moment_of(act, "end_before")),
        "photos": _photos(case, act),
        "plan": plan_words(act),
        "overdue": f"{late}{_YUAN}" if late else "",
        "served_on": day_words(case.served_at),
        "urged_on": day_words(urged_at(case)),
    }


def _compel_until(case: Case, act: CaseAct) -> datetime | None:
    """Until when a measure was to run as an act had it: what came later stands in its own paper."""
    if act.act == "prolong":
        return moment_of(act, "end")
    if later := prolonged(case.acts.all(), act.pk):
        return moment_of(later[0], "end_before")
    clock = case.clocks.filter(act=act, code="compel").first()
    return clock.until if clock else None


def moment_of(act: CaseAct, name: str) -> datetime | None:
    """A moment an act holds."""
    return datetime.fromisoformat(act.data[name]) if act.data.get(name) else None


def plan_words(act: CaseAct) -> str:
    """Instalments, a line each."""
    day = "%Y年%-m月%-d日前"  # zh: a date in a document
    return "\n".join(
        f"{n}. {part.until.strftime(day)}，{part.yuan}{_YUAN}" for n, part in enumerate(plan_of(act.data), start=1)
    )


def _photos(case: Case, act: CaseAct) -> str:
    """The numbers in the chain of evidence of the photos taken in a step."""
    numbers = [str(row.number) for row in case.evidence.all() if row.act_id == act.pk]
    return f"证据第 {'、'.join(numbers)} 件" if numbers else ""  # zh: words of a document


def day_words(moment: datetime | None) -> str:
    """A day as it stands in a document."""
    return f"{moment.astimezone(BEIJING):%Y年%-m月%-d日}" if moment else ""  # zh: a date in a document


def minute_words(moment: datetime | None) -> str:
    """A minute as it stands in a document."""
    return f"{moment.astimezone(BEIJING):%Y年%-m月%-d日%-H时%M分}" if moment else ""  # zh: a time in a document
