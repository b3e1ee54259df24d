"""What everybody may read."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qianshao.accounts.access import public
from qianshao.accounts.addresses import client_address
from qianshao.core import clock
from qianshao.core.errors import NotFound
from qianshao.public import selectors, serving
from qianshao.public.rules import COARSE, Spot, spot_in

OPEN = public("shows only what selectors.py lets out: nothing about persons")


@OPEN
@require_safe
def home(request: Any) -> HttpResponse:
    """Where to go, what is announced, whom to call; ``?at=lon,lat`` or ``?area=code`` says where from."""
    spot, code = spot_in(request.GET.get("at", "")), request.GET.get("area", "")[:12]
    if spot:
        spot = _affordable(request, spot)
        return serving.answer(request, f"at {spot.key}", "public/home.html", lambda: _home(spot), pages=serving.SPOTS)
    if not (code.isascii() and code.isdigit()):
        code = ""
    if code:
        key = f"area {code}"
        return serving.answer(request, key, "public/home.html", lambda: _home(code=code), pages=serving.SPOTS)
    return serving.answer(request, "home", "public/home.html", _home)


def _affordable(request: Any, spot: Spot) -> Spot:
    """The position, coarser for an address that has had its share: a village behind one address shares pages then."""
    known = serving.SPOTS.knows(f"{get_language()} at {spot.key}")
    return spot if known or serving.LIMIT.left(client_address(request)) > 1 else spot.rounded(COARSE)


def _home(spot: Spot | None = None, code: str = "") -> Mapping[str, Any]:
    area, wrong = _area(code)
    near = spot or (area.spot if area else None)
    found = selectors.refuges(near, under=area.path if area and not near else "")
    return {
        "spot": spot,
        "area": area,
        "wrong": wrong,
        "near": near,
        "now_open": [one for one in found if one.is_open or one.is_full][: selectors.MOST_REFUGES],
        "standby": [one for one in found if not (one.is_open or one.is_full)][: selectors.MOST_REFUGES],
        "notices": selectors.notices_now(clock.now()),
        "towns": selectors.towns(),
        "villages": selectors.villages(area) if area else [],
        "lines": selectors.lines_for_all(area)[:3] if area else [],
        "here": "home",
    }


@OPEN
@require_safe
def shelter(request: Any, shelter_id: int) -> HttpResponse:
    """One shelter: whether one may come, and the way."""

    def context() -> Mapping[str, Any]:
        return {"one": selectors.refuge(shelter_id), "notices": selectors.notices_now(clock.now()), "here": "home"}

    return serving.answer(request, f"shelter {shelter_id}", "public/shelter.html", context)


@OPEN
@require_safe
def warnings(request: Any) -> HttpResponse:
    """Warnings in force and those that are over."""

    def context() -> Mapping[str, Any]:
        now = clock.now()
        return {"notices": selectors.notices_now(now), "past": selectors.notices_past(now), "here": "warnings"}

    return serving.answer(request, "warnings", "public/warnings.html", context)


@OPEN
@require_safe
def calls(request: Any) -> HttpResponse:
    """Whom to call, day and night."""
    return serving.answer(
        request, "calls", "public/calls.html", lambda: {"lines": selectors.lines_for_all(), "here": "calls"}
    )


@OPEN
@require_safe
def teams(request: Any) -> HttpResponse:
    """Teams and stations that help; ``?area=code`` for a town."""
    code = request.GET.get("area", "")[:12]
    if not (code.isascii() and code.isdigit()):
        code = ""
    pages = serving.SPOTS if code else serving.PAGES
    return serving.answer(request, f"teams {code}", "public/teams.html", lambda: _teams(code), pages=pages)


def _teams(code: str) -> Mapping[str, Any]:
    area, wrong = _area(code)
    found = selectors.teams(area)
    return {
        "area": area,
        "wrong": wrong,
        "groups": found,
        "towns": selectors.towns(),
        "here": "teams",
    }


def _area(code: str) -> tuple[selectors.Area | None, bool]:
    """The area of a code, and whether the code means none."""
    try:
        return (selectors.area_by_code(code), False) if code else (None, False)
    except NotFound:
        return None, True
