"""One login per role for the visitor, made by the accounts room's verbs, with one password for all."""

# zh: names of the demonstration's users, stored as data

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.accounts.services import create_user, grant_role
from qianshao.demo.build import BUILDER, HELD_SINCE, Built
from qianshao.demo.facts import CountyFacts

#: Public on purpose: it opens nothing but a demonstration home on this machine.
PASSWORD = "qianshao-yanshi-2026"


@dataclass(frozen=True, slots=True)
class Login:
    """One demo user. ``seat``: whose person they are (key in the roster); ``level`` as divisions number it."""

    username: str
    name: str
    title: str
    role: str
    level: int
    seat: str
    look_at: "str | Promise"


LOGINS: tuple[Login, ...] = (
    Login(
        "zhiban",
        "周敏",
        "县防汛办值班员",
        "county_duty",
        3,
        "do1",
        gettext_lazy("接收预警、提交、看叫应看板"),
    ),
    Login("daiban", "方志远", "县带班领导", "county_lead", 3, "ld", gettext_lazy("复核并签发、销叫、解除")),
    Login("guanli", "孙倩", "系统管理员", "county_admin", 3, "", gettext_lazy("用户、通道、岗位、导入")),
    Login("ducha", "何建平", "督查审计", "county_auditor", 3, "", gettext_lazy("只读：日志和名册")),
    Login(
        "xiangzhen",
        "罗霞",
        "乡镇值班员",
        "town_duty",
        4,
        "os1",
        gettext_lazy("只看本乡镇：代记应答、派人上门"),
    ),
    Login("xianglead", "余国强", "乡镇长", "town_lead", 4, "gh", gettext_lazy("本乡镇的销叫和上门")),
    Login("cun", "涂建军", "村党支部书记", "village_cadre", 5, "vs", gettext_lazy("本村的人和户、上门回报")),
    Login("wangge", "叶小兰", "网格员", "grid_worker", 6, "gw", gettext_lazy("自己网格的上门任务")),
    Login("daping", "指挥大屏", "大屏", "wall", 3, "", gettext_lazy("只读看板")),
)


def make_logins(facts: CountyFacts, built: Built, town_code: str, *, now: datetime) -> None:
    """Make the demo users: county ones at the county, the others in one township, its first village and grid."""
    units = _units(facts, town_code)
    for login in LOGINS:
        unit = units[login.level]
        path = built.paths[unit]
        made = create_user(
            actor=BUILDER,
            now=now,
            username=login.username,
            display_name=login.name,
            title=login.title,
            division_path=path,
            person_id=built.people.get(f"{unit}/{login.seat}") if login.seat else None,
            password=PASSWORD,
        )
        grant_role(
            actor=BUILDER,
            now=now,
            user_id=made.user.pk,
            role=login.role,
            division_path="" if login.role == "county_admin" else path,
            valid_from=HELD_SINCE,
        )


def _units(facts: CountyFacts, town_code: str) -> Mapping[int, str]:
    village = facts.villages[town_code][0].code
    return {3: facts.county.code, 4: town_code, 5: village, 6: f"{village}-1"}


def sheet() -> str:
    """The logins as the visitor reads them on the console."""
    lines = [f"  {login.username:<10} {login.title:<9} {login.look_at}" for login in LOGINS]
    return "\n".join([_("登录名（密码都是 {password}）：").format(password=PASSWORD), *lines])
