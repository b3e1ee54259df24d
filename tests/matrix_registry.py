"""Objects for the permission matrix: records, what belongs to them, what is asked of them, files of them."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.registry import services as registry
from qianshao.registry.models import ChangeRequest, Line, Record
from qianshao.registry.services import import_files
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder
from tests.registry.pages_cast import team_kind


def _record(cast: Cast, where: Division) -> Record:
    kind, count = team_kind(), Record.objects.unscoped("a test counts").count()
    values = {"name": f"某队{count}", "division_path": where.path, "heads": 9, "keeper_phone": "13900100000"}
    return registry.create_record(actor=SYSTEM, now=cast.now, kind=kind.code, values=values)


def record(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A record of the area."""
    return {"record_id": _record(cast, where).pk}


def retired(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A record of the area that was given up."""
    made = _record(cast, where)
    registry.retire_record(record_id=made.pk, version=made.version, reason="某因", actor=SYSTEM, now=cast.now)
    return {"record_id": made.pk}


def label(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The label of a record of the area."""
    return {"code": _record(cast, where).code}


def line(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something that belongs to a record of the area."""
    made = _record(cast, where)
    put = registry.put_line(record_id=made.pk, sort="kit", values={"name": "某物"}, actor=SYSTEM, now=cast.now)
    assert isinstance(put, Line)
    return {"record_id": made.pk, "line_id": put.pk}


def change_request(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A change asked for of a record of the area."""
    made = _record(cast, where)
    asked = registry.request_change(record_id=made.pk, values={"heads": 8}, actor=SYSTEM, now=cast.now)
    assert isinstance(asked, ChangeRequest)
    return {"request_id": asked.pk}


def batch(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of records checked by somebody of the area."""
    kind = team_kind()
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"registry.edit"})}))
    rows = "名称,人数（人）\n某队,9\n".encode()
    made = import_files.check_file(kind=kind.code, name="队伍.csv", data=rows, actor=clerk, now=cast.now)
    return {"batch_id": made.pk}


def batch_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of records to be dropped."""
    return {**batch(cast, where), "what": "drop"}


def kind(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A kind of the site; the neighbouring county asks for one there is none of."""
    return {"kind": "none" if where.path == cast.neighbour_village.path else team_kind().code}


OBJECTS: dict[str, Builder] = {
    **dict.fromkeys(
        (
            "registry:record", "registry:record-edit", "registry:ask", "registry:verify", "registry:reveal",
            "registry:photo", "registry:line-new", "registry:label", "registry:adopt", "registry:retire",
        ),
        record,
    ),
    "registry:restore": retired,
    "registry:line-drop": line,
    "registry:scan": label,
    "registry:request-decide": change_request,
    "registry:request-withdraw": change_request,
    "registry:import": batch,
    "registry:import-problems": batch,
    "registry:import-act": batch_act,
    **dict.fromkeys(
        (
            "registry:kind", "registry:kind-edit", "registry:new", "registry:ask-new", "registry:bulk",
            "registry:export", "registry:template", "registry:imports", "registry:labels",
        ),
        kind,
    ),
}  # fmt: skip
