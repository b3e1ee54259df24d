"""The one page gateways talk to."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qianshao.accounts.access import public
from qianshao.channels.services.callbacks import LONGEST_BODY, accept_callback
from qianshao.core import clock
from qianshao.core.errors import Refusal


@public("a gateway's signature is checked instead of a login")
@csrf_exempt  # no session: the signature is the proof
@require_POST
def callback(request: HttpRequest, code: str) -> JsonResponse:
    """Receipts of one gateway; the answer follows the commit."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return JsonResponse({"error": "callback.too_long"}, status=413)
    try:
        results = accept_callback(code=code, headers=request.headers, body=request.body, now=clock.now())
    except Refusal as refusal:
        return JsonResponse({"error": refusal.code, "message": str(refusal)}, status=refusal.status)
    return JsonResponse({"results": results})
