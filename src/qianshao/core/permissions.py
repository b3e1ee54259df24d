"""Actions and roles: what each room lets people do, declared beside the room, gathered by accounts.

Each room's ``permissions.py`` holds ``ACTIONS``; the permission matrix test walks them all.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, "str | Promise"] = {
    "county_admin": _("系统管理员"),
    "county_duty": _("县值班员"),
    "county_lead": _("带班领导"),
    "county_auditor": _("督查审计"),
    "town_duty": _("乡镇值班员"),
    "town_lead": _("乡镇领导"),
    "village_cadre": _("村干部"),
    "grid_worker": _("网格员"),
    "wall": _("大屏"),
}
COUNTY_DESK = ("county_duty", "county_lead")
TOWN_DESK = ("town_duty", "town_lead")
DESK = (*COUNTY_DESK, *TOWN_DESK)
READERS = (*DESK, "county_auditor", "county_admin")


@dataclass(frozen=True)
class Action:
    """One thing a role may be granted: ``code`` (room.verb), its Chinese name, and who has it by default."""

    code: str
    name: "str | Promise"
    roles: tuple[str, ...] = ()
