"""Questions about the register. Each takes ``scope`` first, but those about kinds and about what is public."""

from qianshao.registry.selectors.kinds import GROUPS, counts_by_kind, group_words, kind_of, kinds
from qianshao.registry.selectors.public import PublicRecord, public_records
from qianshao.registry.selectors.records import (
    by_expression,
    counts_by_area,
    grades_by_uid,
    kind_ids,
    lines_of,
    overdue,
    record_by_code,
    record_by_uid,
    record_of,
    records,
    requests_in,
    revisions_of,
    search,
)
from qianshao.registry.selectors.space import Near, box, inside, nearest

__all__ = [
    "GROUPS",
    "Near",
    "PublicRecord",
    "box",
    "by_expression",
    "counts_by_area",
    "counts_by_kind",
    "grades_by_uid",
    "group_words",
    "inside",
    "kind_ids",
    "kind_of",
    "kinds",
    "lines_of",
    "nearest",
    "overdue",
    "public_records",
    "record_by_code",
    "record_by_uid",
    "record_of",
    "records",
    "requests_in",
    "revisions_of",
    "search",
]
