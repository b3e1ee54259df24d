"""The county's tables in force, else the shipped ones."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.sql import db_time, fetch_all
from qianshao.hazards.models import StandardSet
from qianshao.hazards.rules.clocks import Step, read_steps
from qianshao.hazards.rules.standards import TABLES
from qianshao.hazards.states.ledger import GENERAL, UNGRADED

OTHER = "other"
Rows = list[dict[str, Any]]


@cache
def shipped_rows(name: str) -> tuple[Mapping[str, Any], ...]:
    """``data/standards/<name>.toml``."""
    text = (files("qianshao.hazards") / "data" / "standards" / f"{name}.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["row"])


def standard_in_force(name: str, at: datetime) -> StandardSet:
    """The county's newest version of a table, else the shipped one (unsaved, version 0).

    Raises:
        NotFound: there is no such table.
    """
    if name not in TABLES:
        raise NotFound("standard.unknown", _("没有这张表。"))
    found = StandardSet.objects.filter(name=name, valid_from__lte=at).order_by("-version").first()
    if found is not None:
        return found
    return StandardSet(name=name, version=0, valid_from=at, rows=[dict(row) for row in shipped_rows(name)])


def standard_rows(name: str, at: datetime) -> Rows:
    """The rows of a table now in force, in the county's order.

    Raises:
        NotFound: there is no such table.
    """
    if name not in TABLES:
        raise NotFound("standard.unknown", _("没有这张表。"))
    return [dict(row) for row in rows_in_force([name], at)[name]]


def rows_in_force(names: Sequence[str], at: datetime) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The rows of several tables now in force, in one question: for what thousands do in a minute. To be read only:
    the text of a version is taken apart once and kept.
    """
    marks = ", ".join(["%s"] * len(names))
    newest = (
        "SELECT s.name, CAST(s.rows AS text) FROM hazards_standardset AS s "
        f"WHERE s.name IN ({marks}) AND s.version = (SELECT MAX(o.version) FROM hazards_standardset AS o "
        "WHERE o.name = s.name AND o.valid_from <= %s)"
    )
    found = {name: _taken_apart(text) for name, text in fetch_all(newest, [*names, db_time(at)])}
    return {name: found.get(name) or shipped_rows(name) for name in names}


@lru_cache(maxsize=64)
def _taken_apart(text: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(text))


def standard_row(name: str, code: str, at: datetime) -> dict[str, Any] | None:
    """The row with a code; an older version's, when the county has taken it out since; None: never heard of."""
    known = {row["code"]: row for row in standard_rows(name, at)}
    if code in known:
        return dict(known[code])
    for older in StandardSet.objects.filter(name=name, valid_from__lte=at).order_by("-version"):
        for row in older.rows:
            if row["code"] == code:
                return dict(row)
    return next((dict(row) for row in shipped_rows(name) if row["code"] == code), None)


def limit_of(code: str, at: datetime) -> float:
    """A number of the table ``limits``; the shipped one, when the county's version has none."""
    row = standard_row("limits", code, at) or {}
    return float(row.get("value") or 0)


def hazard_kind(code: str, at: datetime) -> dict[str, Any]:
    """The kind of a hazard; an unknown code is 其他."""
    return standard_row("kinds", code, at) or standard_row("kinds", OTHER, at) or {"code": OTHER, "name": OTHER}


def kind_columns(code: str, at: datetime) -> dict[str, str]:
    """What a hazard copies from its kind: code, name, disaster and sector. A version of the table from before it had
    the last two has those that ship.
    """
    found = hazard_kind(code, at)
    first = next((row for row in shipped_rows("kinds") if row["code"] == found["code"]), {})
    ties = {name: str(found.get(name, first.get(name, "")))[:24] for name in ("disaster", "sector")}
    return {"kind": found["code"], "kind_name": str(found["name"])[:40], **ties}


def grade_row(grade: int, at: datetime) -> dict[str, Any]:
    """The clocks of a grade; what nobody has graded yet runs by those of 一般."""
    return standard_row("grades", str(GENERAL if grade == UNGRADED else grade), at) or {}


@dataclass(frozen=True)
class Clocks:
    """The clocks and reminders of the county at a moment, read once for many hazards."""

    grades: Mapping[int, Mapping[str, Any]]
    reminders: Rows

    def of(self, grade: int) -> Mapping[str, Any]:
        """The clocks of a grade."""
        return self.grades.get(grade or GENERAL, {})

    def steps(self, grade: int) -> list[Step]:
        """The reminders of a grade."""
        return read_steps(self.reminders, grade or GENERAL)


def clocks_at(at: datetime) -> Clocks:
    """The county's clocks in force."""
    grades = {int(row["code"]): row for row in standard_rows("grades", at) if str(row["code"]).isdigit()}
    return Clocks(grades, standard_rows("reminders", at))


def choices_of(name: str, at: datetime) -> list[tuple[str, str]]:
    """The codes and names of a table, for a form."""
    return [(str(row["code"]), str(row["name"])) for row in standard_rows(name, at)]
