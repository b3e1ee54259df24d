"""Pure decisions: what a colour proposes, whether a table is sound, when a failed reaction is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.command.states import Stage

COLOURS = ("red", "orange", "yellow", "blue")
#: After this many failures in a row a reaction waits for a person to press "again".
MAX_TRIES = 8
LONGEST_PAUSE = timedelta(minutes=10)
MINUTES = (10, 24 * 60)
#: Who hears of a hazard's date when nobody holds the role before, from the township's desk up.
CLIMB = ("town_duty", "town_lead", "county_duty", "county_lead")


@dataclass(frozen=True, slots=True)
class Row:
    """What one hazard at one colour proposes: zones of which kinds, to be left within how many minutes."""

    stage: Stage
    kinds: tuple[str, ...] = ()
    minutes: int = 60


NOTHING = Row(Stage.NONE)


def row_from(content: Mapping[str, Any] | None) -> Row:
    """A row from what a version stores."""
    if not content:
        return NOTHING
    return Row(Stage(content["stage"]), tuple(content.get("kinds", ())), int(content.get("minutes", 60)))


def sheet_faults(rows: Mapping[str, Mapping[str, Any]], kinds: Sequence[str]) -> list[str]:
    """Why a version is refused, in words; nothing when it is sound."""
    found = []
    for colour, content in rows.items():
        stages = set(Stage)
        if (
            colour not in COLOURS
            or content.get("stage") not in stages
            or not set(content.get("kinds", ())) <= set(kinds)
        ):
            return [str(_("颜色、做法或危险区类型不认识。"))]
        if content["stage"] == Stage.ORDER and not content.get("kinds"):
            found.append(str(_("拟转移方案要选危险区类型。")))
        if not MINUTES[0] <= int(content.get("minutes", 60)) <= MINUTES[1]:
            found.append(str(_("时限要在 10 分钟到 24 小时之间。")))
    return list(dict.fromkeys(found))


def climbs(role: str) -> tuple[str, ...]:
    """A role and those that stand in for it, in order; a role outside the climb is heard by nobody else."""
    return CLIMB[CLIMB.index(role) :] if role in CLIMB else (role,)


def pause_after(tries: int) -> timedelta:
    """2, 4, 8 … seconds, at most ten minutes."""
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_PAUSE)
