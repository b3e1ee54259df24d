"""The ledger leaves in the memory of a few rows, however many there are."""

import tracemalloc

import pytest

from qianshao.hazards import exports
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import Filters
from tests.cast import Cast
from tests.hazards.ledger import find

pytestmark = pytest.mark.django_db


def many(like: Hazard, count: int, start: int) -> None:
    """``count`` more hazards like one."""
    columns = {field.attname: getattr(like, field.attname) for field in Hazard._meta.concrete_fields}
    made = [
        Hazard(**{k: v for k, v in columns.items() if k not in ("id", "uid")} | {"no": f"N-{n}"})
        for n in range(start, start + count)
    ]
    Hazard.objects.bulk_create(made)


def peak(cast: Cast) -> int:
    """The most bytes of Python that taking the whole ledger away needed at any moment."""
    tracemalloc.start()
    try:
        _name, file = exports.export_hazards(filters=Filters(), actor=cast.actor("county_duty"), now=cast.now)
        file.close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


#: What a row more may leave behind until it is collected; a row held with what was done about it takes thrice that.
MOST_EACH = 2_000


def test_more_hazards_take_hardly_more_memory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    like = find(cast)
    monkeypatch.setattr(exports, "_CHUNK", 20)
    many(like, 100, 0)
    exports.export_hazards(filters=Filters(), actor=cast.actor("county_duty"), now=cast.now)
    few = peak(cast)
    many(like, 300, 100)
    assert peak(cast) < few + 300 * MOST_EACH
    monkeypatch.setattr(exports, "_CHUNK", 1000)
    assert peak(cast) > few + 300 * MOST_EACH
