"""A file of stock: checked in words, written whole or not at all, never twice, taken back whole."""

import io

import pytest

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sheets.table import read_table
from qianshao.registry.models import Record
from qianshao.registry.services import import_records
from qianshao.resources.imports.sheet import STOCK
from qianshao.resources.models import Batch, EntryKind, Item, StockBatch
from qianshao.resources.selectors.stock import broken_sums
from qianshao.resources.services.handle import hand_out
from qianshao.resources.services.import_stock import check_file, confirm_file, drop_file, undo_file
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.resources.conftest import Depot, refused

pytestmark = pytest.mark.django_db
HEAD = "仓库,物资,编码,数量,单位,批号,归属,到期日期,货位\n"
GOOD = "青石镇仓库,毛毯,,120,床,2025-03,自有,,A-1\n青石镇仓库,,M012,60,箱,2026-01,,2027-01-01,\n"


@pytest.fixture
def store(depot: Depot) -> Record:
    """青石镇's store in the register."""
    path = depot.cast.town_a.path
    import_records(kind="store", rows=[{"name": "青石镇仓库", "division_path": path}], actor=SYSTEM, now=NOW)
    found: Record = Record.objects.unscoped("test").get(name="青石镇仓库")
    return found


def upload(depot: Depot, lines: str) -> StockBatch:
    """The keeper's file."""
    return check_file(name="台账.csv", data=(HEAD + lines).encode(), actor=depot.keeper, now=NOW)


def confirm(depot: Depot, found: StockBatch, *, accept_good: bool = False) -> StockBatch:
    """Write it."""
    return confirm_file(file_id=found.pk, accept_good=accept_good, actor=depot.keeper, now=NOW)


def stocks() -> list[int]:
    """What lies in stores, in the order of the batches."""
    return list(Batch.objects.unscoped("test").filter(stock__gt=0).order_by("pk").values_list("stock", flat=True))


def test_a_file_opens_batches_and_the_same_file_again_changes_nothing(depot: Depot, store: Record) -> None:
    found = upload(depot, GOOD)
    assert stocks() == []
    assert (found.counts["new"], found.counts["problems"]) == (2, 0)
    confirm(depot, found)
    assert stocks() == [120, 60]
    again = upload(depot, GOOD)
    assert (again.counts["new"], again.counts["same"]) == (0, 2)
    confirm(depot, again)
    assert stocks() == [120, 60]
    assert broken_sums() == []


def test_every_fault_is_said_in_words_with_its_line(depot: Depot, store: Record) -> None:
    lines = (
        "没有的库,毛毯,,1,床,,,,\n"
        "青石镇仓库,火箭,,1,,,,,\n"
        "青石镇仓库,毛毯,,十,床,,,,\n"
        "青石镇仓库,毛毯,,1,件,,,,\n"
        "青石镇仓库,毛毯,M012,1,,,,,\n"
        "青石镇仓库,毛毯,,1,床,,借的,,\n"
        "青石镇仓库,毛毯,,1,床,,,明年,\n"
        "青石镇仓库,毛毯,,1,床,L1,,,\n"
        "青石镇仓库,毛毯,,2,床,L1,,,\n"
    )
    said = [finding.sentence for finding in upload(depot, lines).found]
    for line, words in enumerate(
        ("没有叫", "物资目录里没有", "大于 0 的整数", "按“床”记账", "与物资一列不同", "归属只填", "日期看不懂"),
        start=2,
    ):
        assert any(f"第 {line} 行" in one and words in one for one in said), words
    assert any("第 10 行" in one and "同一批" in one for one in said)


def test_with_a_problem_nothing_is_written_unless_the_good_lines_alone_are_wanted(
    depot: Depot, store: Record
) -> None:
    found = upload(depot, GOOD + "青石镇仓库,火箭,,1,,,,,\n")
    with refused("import.problems"):
        confirm(depot, found)
    assert stocks() == []
    confirm(depot, found, accept_good=True)
    assert stocks() == [120, 60]
    with refused("batch.moved"):
        confirm(depot, found, accept_good=True)


def test_what_the_books_say_is_changed_by_a_count_and_not_by_a_file(depot: Depot, store: Record) -> None:
    confirm(depot, upload(depot, GOOD))
    other = upload(depot, GOOD.replace("120", "90"))
    assert "账上是 120，表里是 90" in other.found[0].words
    confirm(depot, other, accept_good=True)
    assert stocks() == [120, 60]


def test_a_file_is_taken_back_whole_or_not_at_all_and_can_come_again(depot: Depot, store: Record) -> None:
    found = confirm(depot, upload(depot, GOOD))
    batch = Batch.objects.unscoped("test").get(item=depot.blanket, stock=120)
    hand_out(batch_id=batch.pk, quantity=1, kind=EntryKind.ISSUE, words="转移", actor=depot.keeper, now=NOW)
    with refused("import.changed"):
        undo_file(file_id=found.pk, actor=depot.keeper, now=NOW)
    assert stocks() == [119, 60]
    hand_out(batch_id=batch.pk, quantity=119, kind=EntryKind.WRITEOFF, words="霉", actor=depot.keeper, now=NOW)
    second = confirm(depot, upload(depot, GOOD))
    assert stocks() == [120, 60]
    undo_file(file_id=second.pk, actor=depot.keeper, now=NOW)
    assert stocks() == [60], "only what this file wrote"
    third = confirm(depot, upload(depot, GOOD))
    assert stocks() == [120, 60]
    assert third.undo
    assert broken_sums() == []


def test_a_neighbours_store_cannot_be_filled_and_a_neighbour_sees_no_file(depot: Depot, store: Record) -> None:
    far = Actor(
        "user",
        "褚秀",
        "desk",
        scope=Scope({depot.cast.town_b.path: depot.keeper.scope.grants[depot.cast.town_a.path]}),
    )
    mine = upload(depot, GOOD)
    with refused("batch.unknown"):
        drop_file(file_id=mine.pk, actor=far, now=NOW)
    theirs = check_file(name="台账.csv", data=(HEAD + GOOD).encode(), actor=far, now=NOW)
    assert theirs.counts["bad_lines"] == 2
    drop_file(file_id=mine.pk, actor=depot.keeper, now=NOW)
    assert StockBatch.objects.unscoped("test").get(pk=mine.pk).rows == ""


def test_the_exported_list_comes_back_as_it_went_out(cast: Cast, client_as: ClientAs) -> None:
    path = cast.town_a.path
    import_records(kind="store", rows=[{"name": "青石镇仓库", "division_path": path}], actor=SYSTEM, now=NOW)
    keeper, imports = client_as("town_duty"), "/supplies/imports/"
    assert "还没有导入过" in keeper.get(imports).content.decode()
    file = io.BytesIO((HEAD + GOOD).encode())
    file.name = "台账.csv"
    one = keeper.post(imports, {"file": file})["Location"]
    assert "没有问题，可以导入" in keeper.get(one).content.decode()
    keeper.post(f"{one}confirm/")
    assert "撤回这次导入" in keeper.get(one).content.decode()
    exported = b"".join(keeper.get("/supplies/export.xlsx").streaming_content)  # type: ignore[attr-defined]
    back = io.BytesIO(exported)
    back.name = "台账.xlsx"
    page = keeper.get(keeper.post(imports, {"file": back})["Location"]).content.decode()
    assert "没有问题，可以导入" in page
    assert StockBatch.objects.unscoped("test").latest("pk").counts["same"] == 2
    template = b"".join(keeper.get(f"{imports}template.xlsx").streaming_content)  # type: ignore[attr-defined]
    with refused("import.empty"):
        check_file(name="模板.xlsx", data=template, actor=cast.actor("town_duty"), now=NOW)
    assert "仓库" in read_table("台账.xlsx", exported, STOCK.headings).headings
    assert client_as("county_auditor").get(imports).status_code == 403
    assert Item.objects.filter(code="M004").exists()
    keeper.post(f"{one}undo/")
    assert stocks() == []
