"""Records by name, pinyin, code, address or owner, for the search of every page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.core.finders import Finder, Hit
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.registry import selectors
from qianshao.registry.selectors.lists import viewing


def _records(scope: Scope, text: str, limit: int) -> Iterator[Hit]:
    rows = list(selectors.search(viewing(scope), text, limit=limit))
    where = places([row.division_path for row in rows])
    for row in rows:
        words = f"{row.kind.name} {where[row.division_path]}"
        yield Hit(row.name, words, reverse("registry:record", args=[row.pk]))


FINDERS = (Finder("records", _("资源"), "building-warehouse", "registry.view", _records),)
