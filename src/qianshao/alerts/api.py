"""``/api/v1/alerts``: hand in a CAP message, list alerts, fetch one as CAP 1.2."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qianshao.accounts.access import requires
from qianshao.alerts.cap.reader import MAX_BYTES
from qianshao.alerts.schemas import AlertOut, VerdictOut
from qianshao.alerts.selectors import alert_by_id, alerts, cap_of
from qianshao.alerts.services import CapRefused, receive_cap
from qianshao.alerts.states import Source
from qianshao.core import clock

router = Router()
MOST_LISTED = 200


@router.post("", response={200: VerdictOut, 201: VerdictOut, 422: VerdictOut})
@requires("alerts.receive")
def receive(request: Any) -> tuple[int, dict[str, Any]]:
    """Hand in one CAP message as the body. It is kept as a draft: people release, programs do not.

    201 new, 200 delivered before, 422 refused with every reason and its line.
    """
    body, now = _body(request), clock.now()
    try:
        received = receive_cap(body, source=Source.API, actor=request.actor, now=now, trusted=settings.CAP_SIGNERS)
    except CapRefused as refusal:
        return 422, {"id": None, "created": False, **refusal.verdict.as_dict()}
    status = 201 if received.created else 200
    return status, {"id": received.alert.pk, "created": received.created, **received.verdict.as_dict()}


@router.get("", response=list[AlertOut])
@requires("alerts.view")
def list_alerts(request: Any, state: str = "") -> Any:
    """The newest alerts of one's area; ``state``: a state, ``waiting`` or ``ended``."""
    return alerts(request.scope, state=state)[:MOST_LISTED]


@router.get("/{int:key}/cap.xml")
@requires("alerts.view")
def cap(request: Any, key: int) -> HttpResponse:
    """One alert as CAP."""
    return HttpResponse(cap_of(alert_by_id(request.scope, key)), content_type="application/cap+xml")


def _body(request: HttpRequest) -> bytes:
    """At most one byte more than is read at all, whatever the sender claims."""
    return bytes(request.read(MAX_BYTES + 1))
