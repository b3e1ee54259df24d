"""``/api/v1/files``: photos from phones, in pieces, resumable, as often as it takes.

``PUT /api/v1/files/{uuid}`` with the headers ``Upload-Offset``, ``Upload-Length`` (whole file) and ``sha256`` (of the
whole file, hex), body: the bytes from the offset on. Optional: ``Made-At`` (ISO 8601 with zone) and ``Position``
(``lon,lat,accuracy``). 200: taken, the answer says how far; 201: whole. 409: wrong offset, the answer says which.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import Router
from ninja.params.functions import Header as HeaderParam

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.sync import Position
from qianshao.files.rules import MAX_BYTES
from qianshao.files.schemas import UploadOut
from qianshao.files.selectors import upload_of
from qianshao.files.services import Header, receive_part

router = Router()
_CHUNK = 64 * 1024


@router.put("/{uuid:uid}", response={200: UploadOut, 201: UploadOut, 409: UploadOut})
@requires("files.send")
def put(
    request: Any,
    response: HttpResponse,
    uid: UUID,
    upload_offset: int = HeaderParam(-1, alias="Upload-Offset"),
    upload_length: int = HeaderParam(0, alias="Upload-Length"),
    sha256: str = HeaderParam("", alias="sha256"),
) -> tuple[int, dict[str, Any]]:
    """Take the bytes from the offset on."""
    header = Header(upload_length, sha256.strip().lower(), _moment(request), _position(request))
    row = receive_part(
        uid=uid, offset=upload_offset, header=header, data=_body(request), actor=request.actor, now=clock.now()
    )
    response["Upload-Offset"], response["Upload-Length"] = str(row.received), str(row.total)
    if row.is_open:
        return (409 if upload_offset > row.received else 200), _out(row)
    return 201, _out(row)


@router.api_operation(["GET", "HEAD"], "/{uuid:uid}", response=UploadOut)
@requires("files.send")
def offset(request: Any, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    """How far a file has come, in the answer and in the headers ``Upload-Offset`` and ``Upload-Length``."""
    row = upload_of(request.actor, uid)
    response["Upload-Offset"], response["Upload-Length"] = str(row.received), str(row.total)
    return _out(row)


def _out(row: Any) -> dict[str, Any]:
    return {"id": row.uid, "offset": row.received, "length": row.total, "state": row.state, "why": row.why}


def _body(request: HttpRequest) -> bytes:
    """What arrived, also when the line broke in the middle; never more than one byte above the limit."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= MAX_BYTES and (piece := request.read(_CHUNK)):
            pieces.append(piece)
            size += len(piece)
    except (UnreadablePostError, OSError):
        pass
    return b"".join(pieces)[: MAX_BYTES + 1]


def _moment(request: HttpRequest) -> datetime | None:
    try:
        found = datetime.fromisoformat(request.headers.get("Made-At", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _position(request: HttpRequest) -> Position | None:
    """What is no position is none; the photo matters more."""
    try:
        lon, lat, accuracy = (float(part) for part in request.headers.get("Position", "").split(","))
    except ValueError:
        return None
    sound = -180 <= lon <= 180 and -90 <= lat <= 90 and 0 <= accuracy < 1e7
    return Position(lon, lat, accuracy) if sound else None
