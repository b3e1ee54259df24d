"""``/api/v1/hazards``: monitoring devices send their readings."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router

from qianshao.accounts.access import requires
from qianshao.accounts.api_access import ApiAuth
from qianshao.core import clock
from qianshao.hazards.schemas import BatchIn, BatchOut, ReadingIn
from qianshao.hazards.services.sense import Outcome, Sent, take_readings

router = Router()
_SENSE = "hazards.sense"
#: A date beyond these is no date of a device, and could not be kept in every zone.
_YEARS = range(1990, 2101)
_WORDS = {
    "": "",
    "shape": _("这一行格式不对：{field}"),
    "station": _("没有登记这个站点的这种要素，或已停用，或不归这个令牌管。"),
    "area": _("站点所在的区划已经撤销，请先改站点的区划，再重报。"),
    "unit": _("单位和隐患标准里的不一样，不换算。"),
    "value": _("不是能用的数值。"),
    "conflict": _("同一个 id 已有另一个值。"),
    "ahead": _("时间在将来，已留存，不作判断。"),
    "old": _("太旧，已留存，不作判断。"),
    "behind": _("比已收到的早，已留存，不作判断。"),
}


@router.post("/readings", response=BatchOut, auth=ApiAuth(_SENSE))
@requires(_SENSE)
def readings(request: Any, batch: BatchIn) -> dict[str, Any]:
    """Hand in up to 500 readings. Sent again with the same ids they are taken once. Each row has its own answer."""
    now = clock.now()
    sent, wrong = _read(batch.readings)
    found = [*take_readings(sent=sent, actor=request.actor, now=now), *wrong]
    sums = Counter(one.state for one in found)
    rows = [_row(one, batch.readings[one.place]) for one in sorted(found, key=lambda one: one.place)]
    return {"now": now, **{name: sums[name] for name in ("taken", "kept", "same", "refused")}, "rows": rows}


def _read(rows: list[Any]) -> tuple[list[Sent], list[Outcome]]:
    """The rows that can be read, and for the others which field is wrong."""
    sent, wrong = [], []
    for place, row in enumerate(rows):
        try:
            one = ReadingIn.model_validate(row)
        except ValueError as error:
            wrong.append(Outcome(place, "refused", f"shape.{_first_field(error)}"))
            continue
        if one.at.tzinfo is None or one.at.year not in _YEARS:
            wrong.append(Outcome(place, "refused", "shape.at"))
        else:
            sent.append(Sent(place, one.id, one.station, one.quantity, float(one.value), one.unit, one.at))
    return sent, wrong


def _first_field(error: Any) -> str:
    """The field a schema found wrong first; empty where the row is no object at all."""
    return "".join(str(part) for part in error.errors()[0]["loc"][:1])


def _row(one: Outcome, row: Any) -> dict[str, Any]:
    code, _dot, field = one.code.partition(".")
    named = row.get("id", "") if isinstance(row, dict) else ""
    message = str(_WORDS[code]).format(field=field)
    return {"row": one.place, "id": str(named)[:64], "state": one.state, "code": code, "message": message}
