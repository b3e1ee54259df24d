"""Pictures, for those who may see them. Never from the folder: opened with the row's key, for this request."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.files.selectors import picture_of
from qianshao.files.services import unmask_picture


@requires("files.view")
@require_safe
def photo(request: Any, uid: UUID) -> HttpResponse:
    """The picture; found faces are unrecognisable."""
    return _jpeg(picture_of(request.scope, uid))


@requires("files.view")
@require_safe
def thumb(request: Any, uid: UUID) -> HttpResponse:
    """A small one for lists."""
    return _jpeg(picture_of(request.scope, uid, small=True))


@requires("files.unmask")
@require_POST
def whole(request: Any, uid: UUID) -> HttpResponse:
    """The picture with its faces, once, for a reason."""
    reason = request.POST.get("reason", "")
    return _jpeg(unmask_picture(uid=uid, reason=reason, actor=request.actor, now=clock.now()))


def _jpeg(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    return response
