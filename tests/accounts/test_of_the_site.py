"""Pages of something of the whole site (a kind, an item, a layer) show of it only what lies in the person's areas."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from qianshao.accounts.permissions import actions_of
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.places.models import Shelter
from qianshao.registry.selectors import records
from qianshao.registry.services import create_record, import_files, import_records
from qianshao.resources.models import Item
from qianshao.resources.seed import load_items
from qianshao.resources.services.handle import receive
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.matrix import OF_THE_SITE
from tests.registry.pages_cast import team_kind
from tests.site_map import Page, pages

#: Whatever is planted in that village says so; nobody of another town may read the word.
WORD = "河口村"
Given = Mapping[str, Any]


def _record(cast: Cast) -> Given:
    values = {"name": f"{WORD}队伍", "division_path": cast.village_b1.path, "heads": 9}
    create_record(kind=team_kind().code, values=values, actor=SYSTEM, now=cast.now)
    return {"kind": team_kind().code}


def _file(cast: Cast) -> Given:
    clerk = Actor("user", "某某", "desk", scope=Scope({cast.village_b1.path: frozenset({"registry.edit"})}))
    rows = "名称,人数（人）\n某队,9\n".encode()
    import_files.check_file(kind=team_kind().code, name=f"{WORD}.csv", data=rows, actor=clerk, now=cast.now)
    return {"kind": team_kind().code}


def _goods(cast: Cast) -> Given:
    load_items(Item)
    row = Item.objects.get(code="M004")
    rows = [{"name": f"{WORD}仓库", "division_path": cast.village_b1.path}]
    import_records(kind="store", rows=rows, actor=SYSTEM, now=cast.now)
    store = records(Scope.everything("a test builds"), group="store").get()
    receive(store_id=store.pk, item_id=row.pk, quantity=5, actor=SYSTEM, now=cast.now)
    return {"item_id": row.pk}


def _shelter(cast: Cast) -> Given:
    where = cast.village_b1
    place = {"lon": 114.94, "lat": 31.61, "cell": 1}
    Shelter.objects.create(division=where, division_path=where.path, name=f"{WORD}小学", capacity=1, **place)
    return {"layer": "shelters", "form": "geojson"}


PLANTED: dict[str, Callable[[Cast], Given]] = {
    **dict.fromkeys(
        ("registry:kind", "registry:new", "registry:ask-new", "registry:export", "registry:labels"), _record
    ),
    "registry:imports": _file,
    "resources:item": _goods,
    "onemap:export": _shelter,
}
#: They hold nothing of any area, or their own rooms ask (tests/onemap/test_tiles.py, tests/registry/test_pages.py).
NOTHING = {"registry:template", "registry:bulk", "onemap:tile", "onemap:base"}
PAGES = [page for page in pages() if page.name in OF_THE_SITE - NOTHING]


def words_of(answer: Any) -> str:
    """What a page or a workbook says."""
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return str(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_of_the_site_shows_only_what_lies_in_ones_areas(cast: Cast, client_as: ClientAs, page: Page) -> None:
    address = page.address(**PLANTED[page.name](cast))
    assert page.access is not None
    assert WORD in words_of(client_as("county_duty").get(address)), "it would be found if it were shown"
    below = [role for role in ("town_duty", "village_cadre") if page.access.detail in actions_of(role)]
    assert below
    for role in below:
        assert WORD not in words_of(client_as(role).get(address)), role


def test_every_page_of_the_site_is_asked() -> None:
    assert set(PLANTED) | NOTHING == OF_THE_SITE
