"""Running evacuations as the desk and the wall show them: numbers only."""

from dataclasses import dataclass
from datetime import datetime

from qianshao.core.scope import Scope
from qianshao.desk.boards import GroupRow


@dataclass(frozen=True, slots=True)
class LeavingLine:
    """One running order: should = safe + moving + refused + unaccounted."""

    id: int
    title: str
    colour: str
    is_drill: bool
    deadline: datetime | None
    should: int
    safe: int
    moving: int
    refused: int
    unaccounted: int

    @property
    def inside(self) -> int:
        """Who may still be in danger: everybody not known to be safe."""
        return self.should - self.safe


def leaving_lines(_scope: Scope) -> tuple[LeavingLine, ...]:
    """The running orders of the scope, the gravest first."""
    return ()


def leaving_towns(_scope: Scope, _lines: tuple[LeavingLine, ...]) -> tuple[GroupRow, ...]:
    """Safe and should leave by township, over all running orders."""
    return ()
