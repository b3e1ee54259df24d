"""The major hazards a year has to do with, for its sums (``rules.majors``). They are few: two questions, no more."""

from datetime import datetime

from django.db.models import Q

from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import HazardAct
from qianshao.hazards.rules.majors import Major
from qianshao.hazards.selectors.analysis import REOPENED, depth_of
from qianshao.hazards.selectors.ledger import within
from qianshao.hazards.states.ledger import MAJOR, HazardState

_Act = tuple[str, datetime, bool | None]


def majors_of(scope: Scope, start: datetime, end: datetime, under: str = "") -> list[Major]:
    """Found before ``end`` and not over before ``start``; no drills, doubles or what was not true. Areas are cut as
    in the other tables.
    """
    rows = within(scope).filter(subtree(under), Q(closed_at=None) | Q(closed_at__gte=start), is_drill=False)
    found = rows.filter(grade=MAJOR, found_at__lt=end).exclude(state=HazardState.FALSE).order_by("id")
    facts = list(found.values_list("id", "division_path", "kind", "found_at", "due_at"))
    acts = _acts([row[0] for row in facts])
    return [_major(row[1][: depth_of(under)], row[2:], acts.get(row[0], [])) for row in facts]


def _acts(keys: list[int]) -> dict[int, list[_Act]]:
    rows = HazardAct.objects.filter(hazard_id__in=keys, act__in=("close", *REOPENED)).order_by("at", "id")
    found: dict[int, list[_Act]] = {}
    for key, act, at, data in rows.values_list("hazard_id", "act", "at", "data"):
        found.setdefault(key, []).append((act, at, data.get("in_time")))
    return found


def _major(area: str, facts: tuple[str, datetime, datetime | None], acts: list[_Act]) -> Major:
    closings = [(at, in_time) for act, at, in_time in acts if act == "close"]
    return Major(
        area,
        *facts,
        closed=tuple(at for at, _in_time in closings),
        in_time=tuple(in_time for _at, in_time in closings),
        opened=tuple(at for act, at, _in_time in acts if act != "close"),
    )
