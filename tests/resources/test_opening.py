"""Many stores' opening stock, as the demonstration writes it."""

from qianshao.demo.supplies import make_stock
from qianshao.registry.services import import_records
from qianshao.resources.models import Batch
from qianshao.resources.selectors.stock import broken_sums
from tests.cast import NOW, SYSTEM
from tests.resources.conftest import Depot


def test_the_demonstrations_stock_is_the_sum_of_its_entries_and_marked(depot: Depot) -> None:
    paths = (depot.cast.county.path, depot.cast.town_a.path, depot.cast.village_a1.path)
    rows = [{"name": f"仓库{n}", "division_path": path} for n, path in enumerate(paths)]
    import_records(kind="store", rows=rows, actor=SYSTEM, now=NOW)
    assert make_stock(depot.cast.county.path, actor=SYSTEM, now=NOW) == 21 + 21 + 9
    assert broken_sums() == []
    assert Batch.objects.unscoped("test").filter(is_demo=True).count() == 51
