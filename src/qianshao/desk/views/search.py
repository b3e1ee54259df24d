"""Searching everything at once: a page with a plain form, and the part Ctrl K shows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from qianshao.accounts.access import personal
from qianshao.desk.selectors.search import search_all

_PAGE_EACH = 30


@personal("finds only what this person's own areas and rights show on the rooms' own lists")
@never_cache
@require_GET
def search(request: Any) -> HttpResponse:
    """What was found, by kind; ``part`` asks for the list alone."""
    text = request.GET.get("q", "").strip()[:60]
    if request.GET.get("part"):
        groups = search_all(request.scope, text)
        return render(request, "desk/parts/search.html", {"groups": groups, "text": text})
    groups = search_all(request.scope, text, _PAGE_EACH)
    return render(request, "desk/search.html", {"groups": groups, "text": text, "each": _PAGE_EACH})
