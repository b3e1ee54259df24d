"""Which enterprises of the register have too few people for safety, by the county's table ``safety_staff``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core.scope import Scope
from qianshao.hazards.selectors import standard_rows
from qianshao.inspections.rules.safety import Lack, Need, Staff, lack_of
from qianshao.registry.selectors import kind_ids, records


@dataclass(frozen=True)
class Staffed:
    """An enterprise, the people it has on file, and what is missing."""

    place: Any
    staff: Staff
    lack: Lack | None

    @property
    def tab(self) -> str:
        """Under which tab of the page it stands."""
        if self.lack is None:
            return "enough"
        return "unknown" if self.lack.is_unknown else "short"


def staffed(scope: Scope, at: datetime, *, under: str = "") -> list[Staffed]:
    """The enterprises of the kinds the table names, by area and name."""
    needs = _needs(at)
    found = records(scope, under=under).filter(kind__in=kind_ids(kinds=needs))
    bare = found.defer("keeper_name", "keeper_phone", "sealed", "find_text", "pinyin")
    return [_judged(place, needs) for place in bare]


def safety_lack(place: Any, at: datetime) -> Staffed | None:
    """A place of the register that has too few; None: it has enough, or nothing is asked of its kind."""
    found = _judged(place, _needs(at)) if place is not None else None
    return found if found and found.lack else None


def _judged(place: Any, needs: Mapping[str, list[Need]]) -> Staffed:
    staff = Staff(
        people=_count(place.details, "staff_count"),
        full=_count(place.details, "safety_full"),
        part=_count(place.details, "safety_part"),
        has_unit=place.details.get("safety_unit") is True,
    )
    return Staffed(place, staff, lack_of(staff, needs.get(place.kind.code, [])))


def _count(details: Mapping[str, Any], key: str) -> int | None:
    value = details.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _needs(at: datetime) -> dict[str, list[Need]]:
    """What is asked, by kind of the register."""
    found: dict[str, list[Need]] = {}
    for row in standard_rows("safety_staff", at):
        need = Need(str(row["name"]), *(float(row.get(key) or 0) for key in ("above", "full", "some")))
        for kind in str(row["kinds"]).replace("、", " ").split():
            found.setdefault(kind, []).append(need)
    return found
