"""Posters to put up: what is on the sheet and where its QR sign leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.divisions.selectors import division_by_code
from qianshao.places.selectors import shelters_by_id
from qianshao.public.selectors import Area, Line, area_by_code, lines_for_all, refuge

SIZES = ("a4", "a3")
MOST = 60


@dataclass(frozen=True)
class Poster:
    """One sheet. ``shelter``: it hangs at a shelter; else it says where to find one."""

    title: str
    place: str
    address: str
    sign: SafeString
    link: str
    lines: Sequence[Line]
    shelter: bool
    threats: tuple[str, ...] = ()


def sign_of(link: str) -> SafeString:
    """The QR sign as inline SVG; a quarter of it may be torn or dirty."""
    made = segno.make(link, error="q", micro=False)
    return SafeString(made.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True))


def shelter_posters(scope: Scope, ids: Iterable[int]) -> list[Poster]:
    """For shelters of the scope that are in use; others are left out."""
    return [_at_shelter(row) for row in shelters_by_id(scope, ids).values() if row.is_active]


def _at_shelter(row: Any) -> Poster:
    seen, link = refuge(row.pk), settings.PUBLIC_URL + reverse("public:shelter", args=[row.pk])
    lines = lines_for_all(Area("", row.division_path, "", None))[:3]
    return Poster(seen.name, seen.place, seen.address, sign_of(link), link, lines, True, seen.threats)


def area_posters(scope: Scope, codes: Iterable[str]) -> list[Poster]:
    """For towns and villages of the scope.

    Raises:
        NotFound: one of them is not in the scope.
    """
    return [_in_area(area_by_code(division_by_code(scope, code).code)) for code in codes]


def _in_area(area: Area) -> Poster:
    link = f"{settings.PUBLIC_URL}{reverse('public:home')}?area={area.code}"
    name = places([area.path])[area.path]
    return Poster(name, name, "", sign_of(link), link, lines_for_all(area)[:3], False)
