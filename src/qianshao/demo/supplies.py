"""Stock of the demonstration's stores, marked 演示数据: much in the county's, some in each town's and village's."""

from datetime import date, datetime, timedelta

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.registry.selectors import records
from qianshao.resources.services.opening import Opening, open_books

#: Item, quantity in a town's store, days until it expires (0: never). Figures are examples, no standard.
_STOCK = (
    ("M001", 10, 0),
    ("M002", 80, 0),
    ("M004", 120, 0),
    ("M008", 40, 0),
    ("M012", 60, 150),
    ("M013", 40, 60),
    ("M020", 2, 0),
    ("M023", 60, 0),
    ("M026", 100, 0),
    ("M027", 100, 0),
    ("M030", 150, 0),
    ("M033", 400, 0),
    ("M038", 10, 0),
    ("M039", 12, 0),
    ("M042", 1, 0),
    ("M043", 500, 0),
    ("M059", 3, 0),
    ("M062", 1, 0),
    ("M063", 6, 0),
    ("M070", 5000, 0),
    ("M074", 100, 0),
)
_IN_A_VILLAGE = frozenset({"M012", "M013", "M023", "M026", "M030", "M038", "M039", "M070", "M074"})
_COUNTY_TIMES, _VILLAGE_PART = 8, 10
_LOW_EVERY = 17


def make_stock(county_path: str, *, actor: Actor, now: datetime) -> int:
    """Write it; how many batches. A store now and then is below its minimum."""
    today = now.astimezone(BEIJING).date()
    rows: list[Opening] = []
    for store in records(actor.scope, group="store", under=county_path):
        depth = (len(store.division_path) - len(county_path)) // 4
        rows += [
            _row(store, code, _much(n, depth), len(rows) + place, days, today)
            for place, (code, n, days) in enumerate(_STOCK)
            if depth < 2 or code in _IN_A_VILLAGE
        ]
    return open_books(rows=rows, is_demo=True, actor=actor, now=now)


def _much(n: int, depth: int) -> int:
    return n * _COUNTY_TIMES if depth == 0 else n if depth == 1 else max(1, n // _VILLAGE_PART)


def _row(store: object, code: str, usual: int, number: int, days: int, today: date) -> Opening:
    has = max(1, usual // 3) if number % _LOW_EVERY == 0 else usual
    return Opening(
        store_id=store.pk,  # type: ignore[attr-defined]  # a record of the registry
        store_name=store.name,  # type: ignore[attr-defined]
        division_path=store.division_path,  # type: ignore[attr-defined]
        item_code=code,
        quantity=has,
        minimum=max(1, usual * 4 // 5),
        lot=f"{today.year - 1}-{number % 12 + 1:02d}",
        expires_on=today + timedelta(days=days + number * 7 % 90) if days else None,
    )
