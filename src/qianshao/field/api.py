"""``/api/v1/sync``: phones push their commands and pull their copies; one address, gzip both ways."""

import gzip
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from qianshao.accounts.access import NotSignedIn, public
from qianshao.accounts.api_access import demand_phone_header
from qianshao.accounts.services.phones import note_contact, note_wipe
from qianshao.core import clock
from qianshao.field.selectors.copies import copies
from qianshao.field.services import note_copied, run_commands
from qianshao.field.wire import MOST_BYTES, read_batch, unpack

PREFIX = "/sync"
router = Router()
MOST_NAMES = 20
WORTH_PACKING = 600
REASON = "a phone's cookie is the login here, also that of a phone which was taken back and must be told to wipe"


@router.post("", auth=None)
@public(REASON)
def push(request: Any) -> HttpResponse:
    """Run up to 100 commands (512 kB), each once; answers done, duplicate, refused, retry or quarantined."""
    device = _device(request)
    demand_phone_header(request)
    now = clock.now()
    raw = bytes(request.read(MOST_BYTES + 1))
    batch = read_batch(unpack(raw, request.headers.get("Content-Encoding", "").lower()), now)
    skew = round((batch.sent_at - now).total_seconds()) if batch.sent_at else None
    done = run_commands(device_id=device.pk, batch=batch.commands, now=now, skew_s=skew)
    answers = [answer.as_dict() for answer in done.answers]
    return _reply(request, {"answers": answers, "server_time": now.isoformat(), "wipe": done.wipe})


@router.get("", auth=None)
@public(REASON)
def pull(request: Any, names: str = "", have: str = "") -> HttpResponse:
    """The copies named (comma separated); ``{"same": true}`` when the phone's are still right."""
    device, now = _device(request), clock.now()
    if device.is_cut_off:
        note_wipe(device, now)
        return _reply(request, {"as_of": now.isoformat(), "etag": "", "wipe": True, "pulls": {}})
    note_contact(device, now)
    wanted = names.split(",")[:MOST_NAMES]
    found = copies(device, wanted, scope=request.scope, actor=request.actor, have=have, now=now)
    note_copied(device=device, pulled=found.get("pulls", {}), actor=request.actor, now=now)
    return _reply(request, found)


def _device(request: Any) -> Any:
    """The phone that asks.

    Raises:
        NotSignedIn: none, or one whose days are over; it keeps what it has not sent and is bound again.
    """
    device = request.device
    if device is None or (device.is_over(clock.now()) and not device.is_cut_off):
        raise NotSignedIn("phone.unbound", _("这台手机还没有绑定，或者绑定已到期。请用乡镇给的绑定码重新绑定。"))
    return device


def _reply(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    """JSON, packed when the phone can unpack it. Nothing of what the phone sent is echoed but its own ids."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    if len(text) >= WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(gzip.compress(text, 5), content_type=response["Content-Type"])
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding, Cookie"
    response["Cache-Control"] = "private, no-store"
    return response
