"""The ledger of a new order: set by set, never row by row. 50,000 people take seconds.

Everybody registered in a household of the zones gets a row. A household said to have more people than are
registered gets rows for the missing ones too, the head first: nobody is left out because nobody wrote them down.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qianshao.core import sql
from qianshao.core.clock import BEIJING
from qianshao.core.ids import uuid7
from qianshao.core.scope import end_of, subtree
from qianshao.core.sql import db_time, execute, fetch_all
from qianshao.evacuation.models import Evacuee, Exposure, Order
from qianshao.evacuation.selectors.concerned import CHOSEN, HEADS, MOST_HEADS, Line, concerned
from qianshao.people.models import Need
from qianshao.people.selectors import roster_for

_HOMES = (
    "homes AS MATERIALIZED (SELECT h.id, h.division_path, h.head_name, h.initials, h.address, h.phone, h.phone_hash, "
    "h.needs, h.guardian_id, chosen.zone_id, "
    f"{HEADS} AS heads FROM {CHOSEN} AS chosen "
    "JOIN people_household AS h ON h.id = chosen.household_id "
    "WHERE h.is_active AND h.division_path >= %s AND h.division_path < %s)"
)
_KNOWN = (
    "known AS MATERIALIZED (SELECT m.id, m.household_id, m.name, m.gender, m.birth_year, m.phone, m.phone_hash, "
    "m.needs, CASE WHEN m.name = homes.head_name THEN 1 ELSE 0 END AS is_head, "
    'ROW_NUMBER() OVER (PARTITION BY m.household_id ORDER BY m."order", m.id) AS i '
    "FROM homes JOIN people_member AS m ON m.household_id = homes.id), "
    "sums AS MATERIALIZED (SELECT household_id, COUNT(*) AS known, MAX(is_head) AS has_head "
    "FROM known GROUP BY household_id), "
    "numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < "
    "(SELECT COALESCE(MAX(heads), 1) FROM homes))"
)
# zh: names of people known by number only
_ROWS = (
    "SELECT homes.id AS household_id, known.id AS member_id, known.i AS i, known.name, known.gender, "
    "known.birth_year, known.phone, known.phone_hash, known.needs, homes.division_path, homes.head_name, "
    "homes.initials, homes.address, homes.guardian_id, homes.zone_id FROM known JOIN homes "
    "ON homes.id = known.household_id "
    "UNION ALL SELECT homes.id, {null}, numbers.i, "
    "CASE WHEN numbers.i = COALESCE(sums.known, 0) + 1 AND COALESCE(sums.has_head, 0) = 0 THEN homes.head_name "
    "ELSE '家人' || (numbers.i - COALESCE(sums.known, 0) - 1 + COALESCE(sums.has_head, 0)) END, '', {small}, "
    "CASE WHEN numbers.i = COALESCE(sums.known, 0) + 1 AND COALESCE(sums.has_head, 0) = 0 THEN homes.phone "
    "ELSE '' END, "
    "CASE WHEN numbers.i = COALESCE(sums.known, 0) + 1 AND COALESCE(sums.has_head, 0) = 0 THEN homes.phone_hash "
    "ELSE '' END, "
    "CASE WHEN sums.known IS NULL AND numbers.i = 1 THEN homes.needs ELSE '' END, "
    "homes.division_path, homes.head_name, homes.initials, homes.address, homes.guardian_id, homes.zone_id "
    "FROM homes LEFT JOIN sums ON sums.household_id = homes.id "
    "JOIN numbers ON numbers.i > COALESCE(sums.known, 0) AND numbers.i <= homes.heads"
)


@dataclass(frozen=True)
class Counts:
    """How many came onto the ledger; ``outside``: who lives in the zones beyond the order's area, left out."""

    people: int
    households: int
    outside: Line


def fill_ledger(order: Order, now: datetime) -> Counts:
    """Write the order's rows and doors; what is there stays. Inside the caller's transaction."""
    people = _add_people(order, now) + _add_unregistered(order, now)
    households = _add_doors(order, now)
    return Counts(people, households, concerned(order).outside)


def _uid() -> str:
    """A UUID (version 8: our own layout) from order, household, number in it and the order's random part."""
    if sql.is_sqlite():
        return (
            "printf('%%08x-%%04x-8%%03x-%%04x-%%012x', o.id, (r.household_id >> 12) & 65535, "
            "r.household_id & 4095, 32768 + r.i, o.salt)"
        )
    return (
        "lpad(to_hex(o.id), 8, '0') || '-' || lpad(to_hex((r.household_id >> 12) & 65535), 4, '0') || '-8' || "
        "lpad(to_hex(r.household_id & 4095), 3, '0') || '-' || to_hex(32768 + r.i) || '-' || "
        "lpad(to_hex(o.salt), 12, '0')"
    )


def _first(codes: list[str]) -> str:
    """Whether a row's needs name one of ``codes``, as 1 or 0."""
    if not codes:
        return "0"
    return f"CASE WHEN {' OR '.join(['r.needs LIKE %s'] * len(codes))} THEN 1 ELSE 0 END"


def _add_people(order: Order, now: datetime) -> int:
    codes = sorted(Need.objects.filter(moves_first=True).values_list("code", flat=True))
    null, small = ("NULL", "NULL") if sql.is_sqlite() else ("NULL::bigint", "NULL::smallint")
    leaders = sql.rows_table((("path", "text"), ("guardian", "bigint")))
    false, true = sql.truth(False), sql.truth(True)
    empty = "'[]'" if sql.is_sqlite() else "'[]'::jsonb"
    picked = f"SELECT r.*, {_first(codes)} AS first FROM ({_ROWS.format(null=null, small=small)}) AS r"
    statement = (
        "INSERT INTO evacuation_evacuee (order_id, uid, household_id, member_id, zone_id, division_path, name, "
        "head_name, initials, address, gender, birth_year, phone, phone_hash, needs, moves_first, guardian_id, "
        "guardian_name, helper, vehicle, help_by_hand, planned_by_hand, planned_reason, origin, state, heads, "
        "disputed, changed_at, changed_by) "
        "WITH RECURSIVE "
        "g AS MATERIALIZED (SELECT CAST(path AS TEXT) AS path, CAST(guardian AS BIGINT) AS guardian "
        f"FROM {leaders}), "
        f"{_HOMES}, {_KNOWN}, r AS ({picked}) "
        f"SELECT o.id, {_uid()}, r.household_id, r.member_id, r.zone_id, r.division_path, r.name, "
        "r.head_name, r.initials, r.address, r.gender, r.birth_year, r.phone, r.phone_hash, r.needs, "
        f"CASE WHEN r.first = 1 THEN {true} ELSE {false} END, COALESCE(r.guardian_id, g.guardian), "
        "COALESCE(p.name, ''), CASE WHEN r.first = 1 THEN COALESCE(p.name, '') ELSE '' END, '', "
        f"{false}, {false}, '', 'list', 'unnotified', {empty}, {false}, %s, '' "
        "FROM r JOIN evacuation_order AS o ON o.id = %s LEFT JOIN g ON g.path = r.division_path "
        "LEFT JOIN people_person AS p ON p.id = COALESCE(r.guardian_id, g.guardian) "
        "WHERE TRUE ORDER BY r.household_id, r.i ON CONFLICT (order_id, uid) DO NOTHING"
    )
    area = (order.pk, order.pk, order.division_path, end_of(order.division_path))
    wanted = [f"%,{code},%" for code in codes]
    day = now.astimezone(BEIJING).date()
    return execute(statement, [_leaders(order, day), *area, *wanted, db_time(now), order.pk])


def _leaders(order: Order, day: date) -> str:
    """Who answers for the households of each area that have no guardian of their own."""
    rows = fetch_all(
        f"SELECT DISTINCT h.division_path FROM {CHOSEN} AS chosen "
        "JOIN people_household AS h ON h.id = chosen.household_id",
        [order.pk, order.pk],
    )
    paths = sorted(str(row[0]) for row in rows)
    roster = roster_for(paths, day)
    return sql.rows_param([(path, roster.leader_of(path)) for path in paths])


def _add_doors(order: Order, now: datetime) -> int:
    """One door for each household, due at the deadline or after the first interval, whichever comes first."""
    first = now + timedelta(minutes=order.frozen_limits.first_visit)
    due = order.deadline if now < order.deadline < first else first
    return execute(
        "INSERT INTO evacuation_door (order_id, household_id, division_path, guardian_id, guardian_name, "
        "moves_first, level, due_at, visits, last_outcome, state, version) "
        "SELECT order_id, household_id, MIN(division_path), MIN(guardian_id), MIN(guardian_name), "
        "MAX(CASE WHEN moves_first THEN 1 ELSE 0 END) = 1, 0, %s, 0, '', 'open', 0 FROM evacuation_evacuee "
        "WHERE order_id = %s AND household_id IS NOT NULL GROUP BY order_id, household_id "
        "ON CONFLICT (order_id, household_id) DO NOTHING",
        [db_time(due), order.pk],
    )


def _add_unregistered(order: Order, now: datetime) -> int:
    """People of the joined list whom no household on the roster knows; few, so one by one."""
    zones = {zone.zone_id: zone for zone in order.zones.all() if zone.zone_id}
    listed = Exposure.objects.unscoped("the zones were chosen in scope").filter(
        subtree(order.division_path), zone__in=zones, household__isnull=True
    )
    rows = [
        Evacuee(
            order=order,
            uid=str(uuid7()),
            zone=zones[one.zone_id],
            division_path=one.division_path,
            name=one.name if number == 0 else f"家人{number}",  # zh: names of people known by number only
            head_name=one.name,
            address=one.address,
            changed_at=now,
        )
        for one in listed.order_by("id")
        for number in range(min(max(one.heads, 1), MOST_HEADS))
    ]
    Evacuee.objects.bulk_create(rows, batch_size=500)
    return len(rows)
