"""Objects for the permission matrix: moves and requisitions."""

from collections.abc import Mapping
from typing import Any

from qianshao.divisions.models import Division
from qianshao.resources.dispatch import services
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder
from tests.resources.dispatch.build import item


def _move(cast: Cast, where: Division) -> Any:
    line = (item("M001", "救灾帐篷", "顶", returnable=True).pk, 3)
    wanted = services.Wanted(where.path, "某安置点", [line])
    return services.request_move(wanted=wanted, actor=SYSTEM, now=cast.now)


def move(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A request of the area."""
    return {"move_id": _move(cast, where).pk}


def code(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The code of one."""
    return {"code": _move(cast, where).code}


def requisition(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something of somebody's in the area."""
    made = services.order_requisition(
        division_path=where.path,
        issuer="某县人民政府",
        basis="某法",
        sort="vehicle",
        name="某车",
        use="某用",
        owner_org="某公司",
        actor=SYSTEM,
        now=cast.now,
    )
    return {"requisition_id": made.pk}


def requisition_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """One to be cancelled."""
    return {**requisition(cast, where), "what": "cancel"}


_ACTS = (
    "move", "move-picks", "move-note", "move-approve", "move-by-word", "move-paper", "move-refuse", "move-withdraw",
    "move-pick", "move-put-back", "move-carry", "move-turn-back", "move-settle",
)  # fmt: skip
OBJECTS: dict[str, Builder] = {
    **{f"resources:{name}": move for name in _ACTS},
    "resources:move-receive": code,
    "resources:requisition": requisition,
    "resources:requisition-receipt": requisition,
    "resources:requisition-pay": requisition,
    "resources:requisition-act": requisition_act,
}
