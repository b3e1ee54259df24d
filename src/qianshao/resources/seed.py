"""The shipped items, read from ``data/items.toml``; a county edits them afterwards."""

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def item_rows() -> list[dict[str, Any]]:
    """The shipped items as columns of ``Item``, in their order."""
    shipped = tomllib.loads((DATA / "items.toml").read_text(encoding="utf-8"))
    return [{"order": place * 10, **row} for place, row in enumerate(shipped["items"], start=1)]


def load_items(table: Any) -> int:
    """Add shipped items that are not there yet to ``table`` (``Item``, or its state in a migration); how many."""
    known = set(table.objects.values_list("code", flat=True))
    rows = [table(**row) for row in item_rows() if row["code"] not in known]
    table.objects.bulk_create(rows)
    return len(rows)
