"""Who of running call-outs lies outside of an area that shrank."""

from collections.abc import Sequence

from qianshao.core.sql import Select, fetch_all


def outside_condition(inside: Sequence[Select]) -> tuple[str, list[object]]:
    """SQL over ``calling_case AS c`` (one recipient kind) that keeps those whom no source names; its parameters."""
    union = " UNION ALL ".join(f"SELECT recipient_id FROM ({one.sql}) AS s{n}" for n, one in enumerate(inside))
    # NOT IN over a list that is built once; a recipient_id is never NULL.
    away = f"AND c.recipient_id NOT IN ({union})" if union else ""
    return f"c.cleared_at IS NULL AND c.state <> 'moved' {away}", [p for one in inside for p in one.params]


def outside_count(callout_ids: Sequence[int], kind: str, inside: Sequence[Select]) -> int:
    """How many of the live ones of these call-outs an Update would leave out."""
    if not callout_ids:
        return 0
    marks = ", ".join(["%s"] * len(callout_ids))
    condition, params = outside_condition(inside)
    rows = fetch_all(
        "SELECT COUNT(*) FROM calling_case c JOIN calling_callout o ON o.id = c.callout_id "
        f"WHERE c.callout_id IN ({marks}) AND o.state IN ('running', 'expired') AND c.recipient_kind = %s "
        f"AND {condition}",
        [*callout_ids, kind, *params],
    )
    return int(rows[0][0])


def cleared_count(callout_ids: Sequence[int]) -> int:
    """How many of these call-outs' people have been told already that they are outside."""
    if not callout_ids:
        return 0
    marks = ", ".join(["%s"] * len(callout_ids))
    statement = f"SELECT COUNT(*) FROM calling_case WHERE callout_id IN ({marks}) AND cleared_at IS NOT NULL"
    return int(fetch_all(statement, list(callout_ids))[0][0])
