"""The ledger as Excel: person by person as on the page, and in the columns of the 转移台账.

Numbers and names are masked unless the role may export them whole; who and when stands on every page as a
watermark; rows are read in pieces and written one by one in constant memory (core.sheets.listing).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.core.text import mask_name, mask_phone
from qianshao.divisions.choices import places
from qianshao.evacuation.models import Evacuee, Movement, Order
from qianshao.evacuation.paper.columns import official_columns, people_columns
from qianshao.evacuation.selectors import order_of, people
from qianshao.evacuation.states import WHEREABOUTS_LABELS, Whereabouts
from qianshao.journal.services import record
from qianshao.people.rules import household_code
from qianshao.people.selectors import needs_by_code
from qianshao.places.selectors import named

MOST_ROWS = 60_000
_CHUNK = 1_000
EXPORT, FULL = "evacuation.export", "people.export_full"


def export_ledger(
    *, order_id: int, form: str = "people", village: str = "", full: bool = False, actor: Actor, now: datetime
) -> tuple[str, IO[bytes]]:
    """``form``: ``people`` or ``official`` (转移台账); (file name, file).

    Raises:
        NotFound, NotAllowed: no right to the order, to exports, or to whole numbers. Invalid: too many rows.
    """
    order = order_of(actor.scope, order_id)
    found = people(_where(actor, full), order_id, village=village).exclude(state=Whereabouts.STRUCK)
    if found.count() > MOST_ROWS:
        raise Invalid("export.too_large", _("超过 {n} 条，太大了。请先按乡镇筛选，再分开导出。"), n=MOST_ROWS)
    facts = _Facts(order, found, full)
    if form == "official":
        name, columns, rows = _("转移台账"), official_columns(), facts.official()
    else:
        name, columns, rows = _("转移人员名单"), people_columns(), facts.people()
    remark = "　".join(filter(None, (_("演练") if order.is_drill else "", "" if full else _("号码已遮盖"))))
    mark = f"{order.title} {actor.label} {now.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"
    listing = Listing(name, columns, rows, "ledger")
    title, file, count = write_listing(listing, now=now, who=actor.label, remark=remark, watermark=mark)
    _record(order, name, count, full, actor, now)
    return title, file


def _where(actor: Actor, full: bool) -> Scope:
    """The areas this actor may export from."""
    wanted = {EXPORT, FULL} if full else {EXPORT}
    for action in sorted(wanted):
        actor.demand(action, "")
    if actor.scope.whole:
        return actor.scope
    return Scope({path: given for path, given in actor.scope.grants.items() if wanted <= given})


def _record(order: Order, name: str, count: int, full: bool, actor: Actor, now: datetime) -> None:
    data = {"list": name, "count": count, "full": _("完整号码") if full else _("号码已遮盖")}
    with transaction.atomic(durable=True):
        record(kind="evacuation.exported", actor=actor, now=now, data=data, **order.note())


class _Facts:
    """One order's rows, read in pieces; the movements of a piece in one query."""

    def __init__(self, order: Order, found: Any, full: bool) -> None:
        self._order, self._found, self._full = order, found, full
        self._places = places(sorted(set(found.order_by().values_list("division_path", flat=True).distinct())))
        self._needs = {code: need.name for code, need in needs_by_code().items()}
        ids = found.order_by().values_list("planned_shelter_id", "shelter_id").distinct()
        self._shelters = named({key for pair in ids for key in pair if key})
        self._zones = {zone.pk: zone.name for zone in order.zones.all()}

    def people(self) -> Iterator[Sequence[Any]]:
        """A line for each person, as on the page."""
        for row in self._found.iterator(chunk_size=_CHUNK):
            yield (
                self._places[row.division_path],
                _code(row),
                self._name(row.name),
                self._name(row.head_name),
                self._phone(row),
                self._special(row),
                row.address,
                row.guardian_name,
                row.helper,
                row.vehicle,
                _label(row.state),
                _("待核实") if row.disputed else "",
                self._shelters.get(row.planned_shelter_id or 0, ""),
                self._shelters.get(row.shelter_id or 0, ""),
                _local(row.changed_at),
                row.changed_by,
            )

    def official(self) -> Iterator[Sequence[Any]]:
        """A line for each person, in the columns of the 转移台账."""
        piece: list[Evacuee] = []
        for row in self._found.iterator(chunk_size=_CHUNK):
            piece.append(row)
            if len(piece) == _CHUNK:
                yield from self._official(piece)
                piece = []
        yield from self._official(piece)

    def _official(self, rows: list[Evacuee]) -> Iterator[Sequence[Any]]:
        first, order = self._firsts(rows), self._order
        for row in rows:
            told = first.get((row.uid, "notified"))
            yield (
                order.pk,
                order.basis,
                order.ordered_by,
                _local(order.ordered_at),
                self._zones.get(row.zone_id or 0, ""),
                self._places[row.division_path],
                _code(row),
                self._name(row.head_name),
                self._name(row.name),
                self._phone(row),
                self._special(row),
                row.guardian_name,
                row.helper,
                _made(told),
                _source(told.source) if told else "",
                _made(first.get((row.uid, "moving"))),
                row.vehicle,
                _made(first.get((row.uid, "settled")) or first.get((row.uid, "elsewhere"))),
                self._whither(row),
                _made(first.get((row.uid, "refused"))),
                _made(first.get((row.uid, "returned"))),
                order.all_clear_by,
                _label(row.state),
            )

    def _firsts(self, rows: list[Evacuee]) -> dict[tuple[str, str], Movement]:
        """The earliest report of each state of each person."""
        found: dict[tuple[str, str], Movement] = {}
        wanted = Movement.objects.filter(order=self._order, uid__in=[row.uid for row in rows]).defer("words")
        for movement in wanted.order_by("made_at", "id"):
            found.setdefault((movement.uid, movement.to), movement)
        return found

    def _whither(self, row: Evacuee) -> str:
        if row.state == Whereabouts.ELSEWHERE:
            return _label(row.state)
        return self._shelters.get(row.shelter_id or 0, "")

    def _special(self, row: Evacuee) -> str:
        return "、".join(self._needs.get(code, code) for code in row.need_codes)

    def _name(self, name: str) -> str:
        return name if self._full else mask_name(name)

    def _phone(self, row: Evacuee) -> str:
        return row.phone if self._full else mask_phone(row.phone)


def _code(row: Evacuee) -> str:
    return household_code(row.household_id) if row.household_id else ""


def _label(state: str) -> str:
    return str(WHEREABOUTS_LABELS[Whereabouts(state)])


def _made(movement: Movement | None) -> Any:
    return _local(movement.made_at) if movement else ""


def _source(source: str) -> str:
    words = {"desk": _("值班台"), "phone": _("手机"), "paper": _("纸单"), "api": _("接口")}
    return words.get(source, source)


def _local(moment: datetime | None) -> Any:
    return moment.astimezone(clock.BEIJING).replace(tzinfo=None) if moment else ""
