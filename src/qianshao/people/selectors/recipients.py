"""Who is called: sources a call-out copies with INSERT … SELECT, set by set, never row by row.

Columns follow calling's contract (``RECIPIENT_COLUMNS``, ``CONTACT_COLUMNS``); phones stay sealed all the way.
These questions are asked by the machine in the name of a released alert, so they take areas, not a scope:
whoever composes them has checked the scope of the person who released it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qianshao.core import sql
from qianshao.core.sql import Select
from qianshao.divisions.rules import ancestors
from qianshao.people.rules import Holding, Roster
from qianshao.people.selectors.chain import roster_for

RECIPIENT_COLUMNS = (
    "recipient_kind",
    "recipient_id",
    "name",
    "post_label",
    "is_key",
    "division_path",
    "address_enc",
    "standin_ref",
    "superior_ref",
    "guardian_ref",
)
CONTACT_COLUMNS = (
    "ref",
    "name",
    "post_label",
    "post_codes",
    "address_enc",
    "division_path",
    "standin_ref",
    "superior_ref",
)
_PERSON_ROW = (
    ("person_id", "bigint"),
    ("post_label", "text"),
    ("is_key", "int"),
    ("path", "text"),
    ("standin_ref", "bigint"),
    ("superior_ref", "bigint"),
    ("post_codes", "text"),
)


@dataclass(frozen=True)
class Recipients:
    """Responsible persons to be called: the source, and the figures a preview shows."""

    source: Select
    ids: tuple[int, ...]
    count: int
    key_count: int


def person_recipients(
    paths: Sequence[str],
    on: date,
    *,
    posts: Collection[str] | None = None,
    levels: Collection[int] | None = None,
    above: bool = True,
    roster: Roster | None = None,
) -> Recipients:
    """Everyone responsible in ``paths`` and, with ``above``, at the areas above them; each person once.

    ``posts``: only holders of these codes. ``levels``: only those whose highest such post is at these levels
    (3 county, 4 town, 5 village, 6 grid). Give ``roster`` to compute several audiences from one reading.
    """
    roster = roster or roster_for(paths, on)
    among = None if posts is None else frozenset(posts)
    own = frozenset(paths)
    over = frozenset(a for path in own for a in ancestors(path)) if above else frozenset()
    chosen = []
    for person in roster.persons():
        holding = _highest_in(roster, person, among, own, over)
        if holding is not None and (levels is None or holding.level in levels):
            chosen.append(holding)
    # In the order of areas, so that the same call names the same people alike on every database.
    return _recipients(roster, sorted(chosen, key=lambda h: (h.path, h.person)))


def _highest_in(
    roster: Roster, person: int, among: frozenset[str] | None, own: frozenset[str], over: frozenset[str]
) -> Holding | None:
    """The highest holding inside one of ``own``, or exactly at one of ``over``."""
    for holding in roster.holdings(person):
        if among is not None and holding.post not in among:
            continue
        within = holding.path in over or "" in own or not own.isdisjoint(ancestors(holding.path))
        if within and roster.acts(holding):
            return holding
    return None


def _recipients(roster: Roster, chosen: list[Holding]) -> Recipients:
    rows = [_row(roster, h) for h in chosen]
    given = sql.rows_table(_PERSON_ROW)
    source = Select(
        f"SELECT 'person' AS recipient_kind, p.id AS recipient_id, p.name, given.post_label, "
        f"{_as_bool('given.is_key')} AS is_key, given.path AS division_path, p.phone AS address_enc, "
        f"given.standin_ref, given.superior_ref, {_null('bigint')} AS guardian_ref "
        f"FROM {given} JOIN people_person AS p ON p.id = given.person_id WHERE p.is_active",
        (sql.rows_param(rows),),
    )
    ids = tuple(h.person for h in chosen)
    return Recipients(source, ids, len(rows), sum(h.is_key for h in chosen))


def _row(roster: Roster, holding: Holding) -> tuple[object, ...]:
    codes = ",".join(dict.fromkeys(h.post for h in roster.holdings(holding.person)))[:120]
    return (
        holding.person,
        holding.label,
        int(holding.is_key),
        holding.path,
        roster.standin(holding),
        roster.superior_of(holding),
        codes,
    )


def _as_bool(column: str) -> str:
    return column if sql.is_sqlite() else f"({column} = 1)"


def _null(kind: str) -> str:
    return "NULL" if sql.is_sqlite() else f"NULL::{kind}"


def contacts_of(ids: Iterable[int], on: date) -> Select:
    """The phone book of a call-out: the persons, their stand-ins and superiors, and theirs, up to the top.

    Give every id that cases refer to: recipients, and ``guardians_in`` of the households.
    """
    wanted = set(ids)
    homes = dict(_homes(wanted))
    roster = roster_for(_held_paths(wanted) | set(homes.values()), on)
    rows: dict[int, tuple[object, ...]] = {}
    todo = sorted(wanted)
    while todo:
        person = todo.pop()
        if person in rows:
            continue
        rows[person] = _contact(roster, person, homes.get(person, ""))
        todo += [ref for ref in (rows[person][4], rows[person][5]) if isinstance(ref, int) and ref not in rows]
    given = sql.rows_table(_PERSON_ROW)
    return Select(
        "SELECT p.id AS ref, p.name, COALESCE(given.post_label, '') AS post_label, "
        "COALESCE(given.post_codes, '') AS post_codes, p.phone AS address_enc, "
        "COALESCE(NULLIF(given.path, ''), p.division_path) AS division_path, given.standin_ref, given.superior_ref "
        f"FROM {given} JOIN people_person AS p ON p.id = given.person_id",
        (sql.rows_param([rows[key] for key in sorted(rows)]),),
    )


def _contact(roster: Roster, person: int, home: str) -> tuple[object, ...]:
    holding = roster.highest(person) or next(iter(roster.holdings(person)), None)
    if holding:
        return _row(roster, holding)
    return (person, "", 0, home, None, roster.superior(person, home, None), "")


def _homes(ids: set[int]) -> Iterator[tuple[int, str]]:
    rows = sql.fetch_all(
        f"SELECT p.id, p.division_path FROM {sql.ids_table()} JOIN people_person AS p ON p.id = wanted.id",
        (sql.ids_param(sorted(ids)),),
    )
    return ((int(row[0]), str(row[1])) for row in rows)


def _held_paths(ids: set[int]) -> set[str]:
    rows = sql.fetch_all(
        f"SELECT DISTINCT a.division_path FROM {sql.ids_table()} "
        "JOIN people_assignment AS a ON a.person_id = wanted.id",
        (sql.ids_param(sorted(ids)),),
    )
    return {str(row[0]) for row in rows}
