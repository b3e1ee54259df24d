"""Lists of tasks: at the desk over everything, on a phone one's own."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.registry.checks import checks_page, rounds_page


@requires("registry.view")
@never_cache
@require_GET
def checks(request: Any) -> HttpResponse:
    """What has faded and which papers run out."""
    return render(request, "registry/checks.html", checks_page(request))


@requires("registry.verify")
@never_cache
@require_GET
def rounds(request: Any) -> HttpResponse:
    """What the holder of this phone has to look at."""
    return render(request, "registry/rounds.html", rounds_page(request))
