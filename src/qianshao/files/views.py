"""Pictures, for those who may see them. Never from the folder: opened with the row's key, for this request."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from qianshao.accounts.access import requires
from qianshao.files.selectors import picture_of


@requires("files.view")
@require_safe
def photo(request: Any, uid: UUID) -> HttpResponse:
    """The picture as kept."""
    return _jpeg(picture_of(request.scope, uid))


@requires("files.view")
@require_safe
def thumb(request: Any, uid: UUID) -> HttpResponse:
    """A small one for lists."""
    return _jpeg(picture_of(request.scope, uid, small=True))


def _jpeg(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    return response
