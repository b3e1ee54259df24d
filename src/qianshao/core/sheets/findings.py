"""What checking a file yields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor


@dataclass(frozen=True)
class Finding:
    """Something about a line. ``problem``: the line cannot be written; else a remark that stops nothing."""

    line: int
    column: str
    words: str
    problem: bool = True

    @property
    def sentence(self) -> str:
        """``第 12 行：手机号 1380013 只有 7 位，请补全``."""
        return _("第 {line} 行：{words}").format(line=self.line, words=self.words) if self.line else self.words


@dataclass
class Checked:
    """The rows that can be written, and everything found. ``status``: how many are new, changed, same."""

    rows: list[Any] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def problems(self) -> list[Finding]:
        """What must be put right."""
        return [finding for finding in self.findings if finding.problem]

    @property
    def bad_lines(self) -> int:
        """How many lines have a problem."""
        return len({finding.line for finding in self.problems})

    @property
    def counts(self) -> dict[str, int]:
        """The figures of the preview."""
        return {
            "lines": self.lines,
            "rows": len(self.rows),
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "problems": len(self.problems),
            "bad_lines": self.bad_lines,
            "remarks": len(self.findings) - len(self.problems),
        }


@dataclass(frozen=True)
class Setting:
    """What a check needs besides the file: who uploads, what day it is, the file's coordinate system."""

    actor: Actor
    now: datetime
    today: date
    crs: str = "WGS-84"


class Notes:
    """Collects findings of one line at a time."""

    def __init__(self, checked: Checked, heading: Callable[[str], str]) -> None:
        self._checked, self._heading = checked, heading
        self.bad: set[int] = set()

    def problem(self, line: int, column: str, words: str) -> None:
        """The line cannot be written."""
        self._checked.findings.append(Finding(line, self._heading(column) if column else "", words))
        self.bad.add(line)

    def remark(self, line: int, column: str, words: str) -> None:
        """Worth a look, stops nothing."""
        self._checked.findings.append(Finding(line, self._heading(column) if column else "", words, problem=False))
