"""What the pages show, put together from selectors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import segno
from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.core.text import mask_name, mask_phone
from qianshao.divisions.choices import form_areas, places, towns
from qianshao.files.selectors import evidence_for
from qianshao.registry import selectors
from qianshao.registry.at_label import Offer, Reader, offers
from qianshao.registry.forms import REASONS, LineForm, ReadingsForm, ReasonForm, RecordForm, field_of
from qianshao.registry.models import Grade, Group, Sort
from qianshao.registry.records import PERSONAL, WORDS, clean, difference, label_of, values_of
from qianshao.registry.rules import read_value, readings_of
from qianshao.registry.rules.shown import brief_of, shown_value
from qianshao.registry.selectors import due, lists
from qianshao.registry.states import FOUND_WORDS, RECORD_WORDS, RecordState, RequestState

PER_PAGE = 60
TONES = {RecordState.ACTIVE: "ok", RecordState.PROPOSED: "wait", RecordState.RETIRED: "off"}
FOUND_TONES = {"ok": "ok", "wrong": "wait", "missing": "bad"}
_ACTS = {
    "create": lazy("登记"),
    "change": lazy("修改"),
    "bulk": lazy("批量修改"),
    "import": lazy("导入"),
    "undo": lazy("撤回导入"),
    "verify": lazy("核实"),
    "adopt": lazy("确认"),
    "retire": lazy("注销"),
    "restore": lazy("恢复"),
    "count": lazy("盘点"),
    "line_put": lazy("登记明细"),
    "line_dropped": lazy("删去明细"),
}
#: Common values that may be the same for many records.
BULK_COMMON = ("owner_org", "grade", "is_public", "address")


@dataclass(frozen=True)
class Query:
    """What a list of records is filtered by."""

    text: str = ""
    under: str = ""
    state: str = "active"
    grade: str = ""
    what: str = ""

    @classmethod
    def of(cls, got: Any) -> "Query":
        """From an address."""
        state = got.get("state", "active")
        return cls(
            got.get("q", "").strip()[:60],
            got.get("under", "")[:40],
            state if state in RECORD_WORDS else "active",
            got.get("grade", "")[:6],
            got.get("what", "")[:10],
        )

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves anything out."""
        return self != Query()


@dataclass(frozen=True)
class Row:
    """One record in a list."""

    record: Any
    place: str
    is_faded: bool
    tone: str
    state: str
    brief: list[tuple[str, str, bool]]


def filtered(scope: Scope, kind: Any, query: Query) -> Any:
    """The records of a kind as the list, the export and the labels see them."""
    rows = selectors.records(
        lists.viewing(scope), kind=kind.code, query=query.text, state=query.state, faded=query.what == "faded"
    )
    return lists.narrowed(rows, under=query.under, grade=query.grade, unlocated=query.what == "unlocated")


def rows_of(records: Sequence[Any], now: datetime) -> list[Row]:
    """Records with their place and standing."""
    where = places([row.division_path for row in records])
    return [
        Row(
            row,
            where[row.division_path],
            row.is_faded(now),
            TONES[RecordState(row.state)],
            str(RECORD_WORDS[row.state]),
            brief_of(row.kind.fields, row.details, now.astimezone(clock.BEIJING).date()),
        )
        for row in records
    ]


def list_page(request: Any, kind: Any) -> dict[str, Any]:
    """The list of a kind."""
    query, scope = Query.of(request.GET), request.scope
    page = Paginator(filtered(scope, kind, query), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = rows_of(list(page.object_list), clock.now())
    return {
        "kind": kind,
        "page": page,
        "q": query,
        "towns": towns(scope, query.under),
        "states": RECORD_WORDS.items(),
        "grades": [(code, words) for code, words in Grade.choices if code],
        "bulk_fields": bulk_fields(kind),
        "may": {key: scope.may(f"registry.{key}") for key in ("edit", "ask")},
    }


def bulk_fields(kind: Any) -> list[tuple[str, str]]:
    """Fields many records may be given at once; personal ones never."""
    own = [(field["key"], field["label"]) for field in kind.fields if not field.get("personal")]
    return [(key, str(WORDS[key])) for key in BULK_COMMON] + own


def bulk_field(kind: Any, key: str) -> Any:
    """The form's field for the new value; None for a field that may not be changed in bulk."""
    if key not in dict(bulk_fields(kind)):
        return None
    common = RecordForm.base_fields.get(key) if key in BULK_COMMON else None
    return common if common is not None else field_of(kind.field(key), required=False)


def shown(kind: Any, key: str, value: Any) -> str:
    """A value as a person reads it."""
    if key == "division_path" and value:
        return places([value])[value]
    if key == "grade":
        return str(dict(Grade.choices).get(value, ""))
    if key == "lines" or value == "changed":
        return str(value) if value != "changed" else _("（已改，不显示）")
    return shown_value(kind.field(key) or {}, value)


def home_page(scope: Scope) -> dict[str, Any]:
    """Kinds by group with their counts."""
    counts, late = selectors.counts_by_kind(lists.viewing(scope)), lists.faded_by_kind(scope, clock.now())
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind in selectors.kinds():
        groups.setdefault(kind.group, []).append(
            {"kind": kind, "total": counts.get(kind.code, 0), "faded": late.get(kind.code, 0)}
        )
    words = dict(Group.choices)
    cards = [card for group in groups.values() for card in group]
    return {
        "groups": [(words.get(code, code), rows) for code, rows in groups.items()],
        "total": sum(card["total"] for card in cards),
        "faded": sum(card["faded"] for card in cards),
        "waiting": lists.open_requests(scope).count(),
        "mine": due.to_check(scope, clock.now()).count(),
        "kinds": len(cards),
        "may_kinds": scope.may("registry.kinds"),
    }


def record_page(request: Any, row: Any, **more: Any) -> dict[str, Any]:
    """One record's page; ``more`` replaces forms with errors."""
    scope, now, path = request.scope, clock.now(), row.division_path
    may = {key: scope.may(f"registry.{key}", path) for key in ("edit", "ask", "verify", "decide", "reveal")}
    is_living = row.state != RecordState.RETIRED
    return {
        "r": rows_of([row], now)[0],
        "record": row,
        "kind": row.kind,
        "fields": fields_of(row),
        "lines": [(label, found) for label, found in _lines(row)],
        "today": now.astimezone(clock.BEIJING).date(),
        "requests": [asked_change(one) for one in lists.open_requests(scope, record=row)],
        "history": [told(row.kind, one) for one in lists.revisions_of(scope, row)[:60]],
        "photos": evidence_for(scope, "record", [row.pk]).get(row.pk, []),
        "spot": spot(row),
        "found_words": FOUND_WORDS.items(),
        "found_word": FOUND_WORDS.get(row.found, ""),
        "found_tone": FOUND_TONES.get(row.found, ""),
        "may": may | {"write": may["edit"] and is_living, "look": may["verify"] and is_living},
        "may_photo": is_living and may["verify"] and scope.may("files.send"),
        "line_form": LineForm(),
        "readings": ReadingsForm(readings=readings_of(row.kind.fields)),
        "reason_form": ReasonForm(),
        "reasons": REASONS,
        **more,
    }


def fields_of(row: Any) -> list[dict[str, Any]]:
    """The kind's fields with this record's values; personal ones masked, to be revealed by ``key``."""
    hidden, found = row.personal, []
    for field in row.kind.fields:
        key, personal = field["key"], bool(field.get("personal"))
        value = hidden.get(key) if personal else row.details.get(key)
        text = masked(field, value) if personal else shown_value(field, value)
        found.append({"label": field["label"], "value": text, "key": key, "hidden": personal and bool(value)})
    return found


def masked(field: Any, value: Any) -> str:
    """A personal value as a page may show it: a phone and a name are recognisable, all else is only there."""
    if value is None or value == "":
        return ""
    if field["type"] == "phone":
        return mask_phone(str(value))
    return mask_name(str(value)) if field["type"] == "person" else _("已登记")


def _lines(row: Any) -> Iterable[tuple[Any, list[Any]]]:
    rows = list(lists.lines_of(row))
    for sort in Sort:
        found = [line for line in rows if line.sort == sort]
        if found:
            yield sort.label, found


def told(kind: Any, one: Any) -> dict[str, Any]:
    """A revision in words."""
    words = {"state": _("状态"), "found": _("核实结果"), "reason": _("原因"), "lines": _("明细")}
    found = {code: str(text) for code, text in FOUND_WORDS.items()}
    changes = []
    for key, (old, new) in one.changes.items():
        if key == "found":
            old, new = found.get(old, ""), found.get(new, "")
        changes.append((words.get(key) or label_of(kind, key), shown(kind, key, old), shown(kind, key, new)))
    return {"at": one.at, "by": one.actor_label, "act": str(_ACTS.get(one.act, one.act)), "changes": changes}


def asked_change(one: Any) -> dict[str, Any]:
    """A change that was asked for, old values beside the new; personal ones masked."""
    kind, hidden = one.kind, PERSONAL | one.kind.personal_keys
    is_open = one.state == RequestState.OPEN
    old = values_of(one.record) if one.record and is_open else {}
    changes = []
    for key, value in one.values.items():
        if old.get(key) == value:
            continue
        if key in hidden:
            changes.append((label_of(kind, key), "", _("（已改，不显示）")))
        else:
            changes.append((label_of(kind, key), shown(kind, key, old.get(key)), shown(kind, key, value)))
    name = one.record.name if one.record else one.proposed.get("name", "")
    return {
        "request": one,
        "name": name,
        "kind": kind,
        "changes": changes,
        "is_new": one.record is None,
        "is_open": is_open,
    }


def spot(row: Any) -> dict[str, Any] | None:
    """Where the record stands, on its town's outline."""
    return lists.spot_of(row) if row.lon is not None else None


def record_form(request: Any, kind: Any, row: Any = None, action: str = "registry.edit") -> RecordForm:
    """The form of a new or a known record; personal values on file are never filled in."""
    initial: dict[str, Any] = {"division_path": request.GET.get("under", ""), "is_public": kind.is_public}
    if row is not None:
        hidden = PERSONAL | kind.personal_keys
        known = {key: value for key, value in values_of(row).items() if key not in hidden}
        initial = {key: value if key in WORDS else _initial(value) for key, value in known.items()}
    areas = form_areas(request.scope, action)
    return RecordForm(request.POST or None, kind=kind, areas=areas, row=row, initial=initial)


def _initial(value: Any) -> Any:
    return ("1" if value else "0") if isinstance(value, bool) else value


def changed(form: RecordForm, row: Any) -> dict[str, Any]:
    """What a valid form says differently from the record.

    Raises:
        Invalid: a value that cannot be.
    """
    old, given = values_of(row), clean(row.kind, form.given(row))
    differ = difference(row.kind, old, given)
    if "lon" in differ or "lat" in differ:
        differ |= {key: [] for key in ("lon", "lat")}
    return {key: given[key] for key in differ}


def qr(address: str) -> SafeString:
    """An address as a QR picture in the page."""
    return SafeString(segno.make(address, error="m").svg_inline(scale=4, border=2))


def labels(request: Any, records: Iterable[Any]) -> list[dict[str, Any]]:
    """Labels to print: the code leads to the scan page on any phone."""
    rows = list(records)
    where = places([row.division_path for row in rows])
    base = request.build_absolute_uri("/")
    return [
        {
            "record": row,
            "place": where[row.division_path],
            "qr": qr(urljoin(base, reverse("registry:scan", args=[row.code]))),
        }
        for row in rows
    ]


def stock_url(row: Any) -> str:
    """Where a store's stock is counted, when the room of supplies is there."""
    try:
        return reverse("resources:count", args=[row.pk]) if row.kind.group == Group.STORE else ""
    except NoReverseMatch:
        return ""


def _counts(scope: Scope, row: Any) -> bool:
    """Whether the person keeps the stock of the store."""
    return scope.may("resources.stock", row.division_path)


def bulk_preview(kind: Any, rows: Sequence[Any], key: str, form: Any) -> dict[str, Any]:
    """What a bulk change would do: the new value, and each record's old one."""
    value = form.cleaned_data["value"]
    if key in BULK_COMMON:
        new = shown(kind, key, value)
    else:
        new = shown(kind, key, read_value(kind.field(key) | {"required": False}, value))
    old = [(row, shown(kind, key, values_of(row).get(key))) for row in rows]
    same = sum(1 for _row, text in old if text == new)
    return {"preview": [(row, text, text == new) for row, text in old], "new": new, "same": same}


def scan_page(request: Any, row: Any, *, error: str = "") -> dict[str, Any]:
    """What a phone shows of a record whose label it has read."""
    now, path = clock.now(), row.division_path
    is_living = row.state != RecordState.RETIRED
    return {
        "r": rows_of([row], now)[0],
        "record": row,
        "fields": [field for field in fields_of(row) if field["value"] and not field["hidden"]],
        "kit": [line for line in lists.lines_of(row) if line.sort == Sort.KIT],
        "readings": ReadingsForm(readings=readings_of(row.kind.fields), css="m-in"),
        "may_look": is_living and request.scope.may("registry.verify", path),
        "stock_url": stock_url(row) if is_living and not request.device and _counts(request.scope, row) else "",
        "is_phone": request.device is not None,
        "offers": _offers(request, row) if is_living else [],
        "error": error,
        "words": request.POST.get("words", ""),
    }


def _offers(request: Any, row: Any) -> list[Offer]:
    reader = Reader(request.scope, request.actor.user_id, request.device is not None, clock.now())
    return offers(reader, row)


def readings_in(got: Any) -> dict[str, str]:
    """What a test showed, as the page's form gives it."""
    return {key.removeprefix("test-"): got[key] for key in got if key.startswith("test-")}


def position_in(got: Any) -> tuple[float, float] | None:
    """Where the phone says it is; what is no place is none."""
    try:
        lon, lat = float(got.get("lon", "")), float(got.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if 73 <= lon <= 136 and 3 <= lat <= 54 else None
