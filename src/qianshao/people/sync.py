"""What a phone keeps of people: a phone list, and the households of one's own village. Personal, under the PIN."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sync import Pull
from qianshao.people.rules.codes import household_code
from qianshao.people.selectors import needs_by_code
from qianshao.people.selectors.phones import Number, own_households, phone_list


def phone_rows(scope: Scope, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Whom to ring, nearest first; 119 always."""
    on = now.astimezone(clock.BEIJING).date()
    known = [
        {"kind": one.kind, "role": _role(one), "name": one.person.name, "number": one.person.phone}
        for one in phone_list(scope, actor, on)
    ]
    return [*known, {"kind": "rescue", "role": _("有人遇险"), "name": "", "number": "119"}]


def _role(one: Number) -> str:
    if one.kind == "standin":
        return _("{post}（替补）").format(post=one.label)
    return one.label or _("包保责任人")


def household_rows(scope: Scope, _actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """The households of one's own village with their short codes and needs."""
    names = {code: need.name for code, need in needs_by_code().items()}
    return [
        {
            "id": home.pk,
            "code": household_code(home.pk),
            "name": home.head_name,
            "initials": home.initials,
            "address": home.address,
            "area": home.division.name,
            "people": home.members_count,
            "needs": [names.get(code, code) for code in home.need_codes],
            "phone": home.phone,
            "zone": home.danger_zone.name if home.danger_zone else "",
            "lon": home.lon,
            "lat": home.lat,
        }
        for home in own_households(scope)
    ]


PULLS = (
    Pull("phones", "people.view", phone_rows, personal=True),
    Pull("households", "people.view", household_rows, personal=True),
)
