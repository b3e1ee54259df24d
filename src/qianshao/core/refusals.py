"""A refusal as an HTTP answer: a page for people, JSON for programs. Never a 500."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from qianshao.core.errors import Refusal


def wants_json(request: HttpRequest) -> bool:
    """Whether a program is asking."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def refusal_response(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The refusal's status with its code and sentence."""
    if wants_json(request):
        return JsonResponse({"code": error.code, "message": str(error)}, status=error.status)
    context = {"code": error.code, "sentence": str(error), "status": error.status}
    return render(request, "ui/refusal.html", context, status=error.status)
