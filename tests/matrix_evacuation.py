"""Objects for the permission matrix: departments' lists and orders that are over."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.evacuation.lists import services as one_list
from qianshao.evacuation.models import ListConflict, Order
from tests.cast import Cast
from tests.evacuation import matrix as evacuation
from tests.matrix import Builder


def risk_list(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A department's list brought by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"evacuation.lists"})}))
    cover = one_list.Cover("水利", "某名册", "torrent", cast.now.date())
    rows = "乡镇,村,姓名\n某镇,某村,某某\n".encode()
    made = one_list.receive_list(cover=cover, file_name="某.csv", data=rows, actor=clerk, now=cast.now)
    return {"list_id": made.pk}


def risk_list_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A department's list to be dropped."""
    return {**risk_list(cast, where), "what": "drop"}


def list_conflict(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something of the area that does not fit."""
    number = ListConflict.objects.unscoped("a test counts").count()
    made = ListConflict.objects.create(
        fingerprint=f"某{number}", kind="heads", subject="h:0", division_path=where.path, found_at=cast.now
    )
    return {"conflict_id": made.pk}


def closed_order(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An evacuation of the area that is over."""
    made = Order.objects.create(
        title="某转移", deadline=cast.now, division_path=where.path, state="closed", salt=0, basis="某预警",
        proposed_at=cast.now, proposed_by="某某", ordered_at=cast.now, ordered_by="某某", all_clear_by="某某",
        closed_at=cast.now,
    )  # fmt: skip
    return {"order_id": made.pk}


def register(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An order of the area and a shelter."""
    return {**evacuation.evacuation(cast, where), "shelter_id": 1}


OBJECTS: dict[str, Builder] = {
    "evacuation:paper": evacuation.evacuation,
    "evacuation:paper-doors": evacuation.evacuation,
    "evacuation:paper-entry": evacuation.evacuation,
    "evacuation:ledger-export": evacuation.evacuation,
    **evacuation.OBJECTS,
    "evacuation:paper-register": register,
    "evacuation:disposal": closed_order,
    "evacuation:disposal-approve": closed_order,
    "evacuation:disposal-refuse": closed_order,
    "evacuation:list": risk_list,
    "evacuation:list-problems": risk_list,
    "evacuation:list-act": risk_list_act,
    "evacuation:list-conflict": list_conflict,
}
