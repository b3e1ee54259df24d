"""How much memory something takes, and many rows like one."""

import tracemalloc
from collections.abc import Callable
from typing import Any

from django.db import models


def peak(run: Callable[[], Any]) -> int:
    """The most bytes of Python that were held at any moment while it ran."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def more_like(one: models.Model, count: int, start: int, unique: str, but: tuple[str, ...] = ()) -> None:
    """``count`` more rows like one; its column ``unique`` is numbered from ``start``, the key and ``but`` are new."""
    kind = type(one)
    fields = [field for field in kind._meta.concrete_fields if not field.primary_key and field.name not in but]
    columns = {field.attname: getattr(one, field.attname) for field in fields}
    made = [kind(**columns | {unique: f"N{n}"}) for n in range(start, start + count)]
    kind._base_manager.bulk_create(made)
