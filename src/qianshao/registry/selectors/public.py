"""What everybody may see: public records, and of them only what their kind declares public. No scope, no people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qianshao.core.scope import subtree
from qianshao.registry.models import Record
from qianshao.registry.rules.codes import code_of
from qianshao.registry.selectors.records import kind_ids
from qianshao.registry.states import RecordState

MOST = 2_000


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A record as everybody may see it. ``facts``: (label, value with its unit), those the kind declares public."""

    uid: str
    kind: str
    name: str
    division_path: str
    address: str
    owner: str
    lon: float | None
    lat: float | None
    facts: tuple[tuple[str, str], ...]
    is_demo: bool


def public_records(group: str, path: str = "", *, kind: str = "") -> Iterator[PublicRecord]:
    """Public records of a group in an area, by area and name; at most ``MOST``."""
    found = Record.objects.unscoped("what is public has no scope").filter(
        subtree(path), state=RecordState.ACTIVE, is_public=True, kind__is_public=True, kind__is_active=True
    )
    wanted = kind_ids(groups=[group])
    if kind:
        wanted = [key for key in kind_ids(kinds=[kind]) if key in wanted]
    rows = found.filter(kind__in=wanted).select_related("kind").order_by("division_path", "name", "id")
    for row in rows.defer("keeper_name", "keeper_phone", "sealed", "find_text")[:MOST]:
        yield PublicRecord(
            uid=str(row.uid),
            kind=row.kind.name,
            name=row.name,
            division_path=row.division_path,
            address=row.address,
            owner=row.owner_org,
            lon=row.lon,
            lat=row.lat,
            facts=tuple(_facts(row)),
            is_demo=row.is_demo,
        )


def _facts(row: Record) -> Iterator[tuple[str, str]]:
    for field in row.kind.fields:
        value = row.details.get(field["key"])
        # A personal field is sealed and stands in no details; asked all the same, should a county's file be wrong.
        if not field.get("public") or field.get("personal") or value in (None, "", False):
            continue
        yield field["label"], "" if value is True else f"{_plain(value)}{_unit(field)}"


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unit(field: dict[str, Any]) -> str:
    return f" {field['unit']}" if field.get("unit") else ""


@dataclass(frozen=True, slots=True)
class LabelledPlace:
    """Where a label hangs. Of a record that is not public only the area is said: ``name`` and ``address`` empty."""

    code: str
    uid: UUID
    name: str
    address: str
    division_path: str
    lon: float | None
    lat: float | None


def place_of_label(code: str) -> LabelledPlace | None:
    """The place of a label that somebody stands before and has scanned; None: no such label, or given up."""
    found = Record.objects.unscoped("whoever stands before a label may say where").filter(
        code=code_of(code) or "-", state=RecordState.ACTIVE
    )
    row = found.select_related("kind").defer("keeper_name", "keeper_phone", "sealed").first()
    if row is None:
        return None
    shown = row.is_public and row.kind.is_public
    name, address = (row.name, row.address) if shown else ("", "")
    return LabelledPlace(row.code, row.uid, name, address, row.division_path, row.lon, row.lat)
