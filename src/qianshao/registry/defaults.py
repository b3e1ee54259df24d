"""The kinds the product ships, read from ``data/kinds.toml``; a county edits them afterwards."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent / "data" / "kinds.toml"
_BLANK = {"unit": "", "choices": [], "required": False, "public": False, "personal": False, "brief": False}


def shipped_kinds() -> Iterator[dict[str, Any]]:
    """Columns of each shipped kind, in the order of the file."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    shared = data["shared"]
    for number, kind in enumerate(data["kind"], start=1):
        given = [field for name in kind.pop("with", ()) for field in shared[name]] + kind.pop("fields", [])
        group = data["group"][kind["group"]]
        yield {**group, **kind, "fields": [{**_BLANK, **field} for field in given], "order": number * 10}


def load_kinds(table: Any) -> int:
    """Add those shipped kinds that are not there yet; what a county has edited stays. Returns how many were added."""
    known = set(table.objects.values_list("code", flat=True))
    fresh = [table(**kind) for kind in shipped_kinds() if kind["code"] not in known]
    table.objects.bulk_create(fresh)
    return len(fresh)
