"""Rooms full of stored scripts: one of everything the permission matrix can build, every word of it hostile."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests.cast import Cast
from tests.empty import APPEND_ONLY, disarmed
from tests.matrix_objects import OBJECTS
from tests.site_map import Page, pages

ROOMS = ("hazards", "tips", "inspections", "enforcement")
MARK = "zq7"
#: Out of an attribute in either quote, out of a title or a script, and into an element that runs at once.
SHORT = f"'\"><img src=x onerror={MARK}()>"
LONG = f"</title></textarea></script>{SHORT}<svg onload={MARK}()>"
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Columns of the machine: nobody types them, and what is no code of ours would be no page but an error.
_MACHINE = re.compile(
    r"(^|_)(path|code|codes|no|state|kind|source|department|grade|act|step|case|proof|how|sha256|hash|digest|previous"
    r"|channel|rule|level|colour|sort|key|sign|network|address_hash|treatment|result|body|mode|method|unit|sealed"
    r"|place_class|check_item|seed|name_of|template|trapped|keeper|party|measure|value|text)$"
)


def text_columns(model: Any) -> Iterator[Any]:
    """Columns of free text; those with choices, unique ones and the machine's are left out."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and not field.unique and not _MACHINE.search(field.name):
            yield field


def hostile(value: Any) -> Any:
    """JSON with every sentence in it replaced; codes and numbers stay."""
    if isinstance(value, dict):
        return {key: hostile(one) for key, one in value.items()}
    if isinstance(value, list):
        return [hostile(one) for one in value]
    return LONG if isinstance(value, str) and _HAN.search(value) else value


def poison(*rooms: str) -> int:
    """Write scripts into every text column of every row of the rooms, past triggers; how many columns."""
    count = 0
    with disarmed(connection, list(APPEND_ONLY)):
        for room in rooms:
            for model in apps.get_app_config(room).get_models():
                count += poison_table(model)
    return count


def poison_table(model: Any) -> int:
    """Write scripts into every text column of every row of a table; how many columns."""
    rows = model.objects.unscoped("a test") if hasattr(model.objects, "unscoped") else model.objects.all()
    columns = [one for one in text_columns(model) if (one.max_length or 999) >= len(SHORT) + 3]
    jsons = [one.name for one in model._meta.concrete_fields if isinstance(one, models.JSONField)]
    for row in rows:
        words = {one.name: _words(one, row.pk) for one in columns}
        changed = {name: hostile(getattr(row, name)) for name in jsons}
        if words or changed:
            rows.filter(pk=row.pk).update(**words, **changed)
    return len(columns) if rows.exists() else 0


def _words(field: Any, number: int) -> str:
    """The longest payload that fits; with the row's number, since some names are theirs alone."""
    return f"{number} {LONG if (field.max_length or 999) >= len(LONG) + 4 else SHORT}"


def addresses(cast: Cast) -> list[str]:
    """Every address of the rooms that shows something, each with an object of its own in the first village."""
    return [page.address(**_built(page, cast)) for page in pages() if _is_shown(page)]


def _is_shown(page: Page) -> bool:
    return page.name.split(":")[0] in ROOMS and not page.method and (not page.places or page.name in OBJECTS)


def _built(page: Page, cast: Cast) -> dict[str, Any]:
    return dict(OBJECTS[page.name](cast, cast.village_a1)) if page.places else {}
