"""Shelters by name, address or number, for the search of every page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.core.finders import Finder, Hit
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.places import selectors


def _shelters(scope: Scope, text: str, limit: int) -> Iterator[Hit]:
    rows = list(selectors.shelters_in(scope, selectors.ShelterQuery(search=text))[:limit])
    where = places([row.division_path for row in rows])
    for row in rows:
        yield Hit(row.name, where[row.division_path], reverse("places:shelter", args=[row.pk]))


FINDERS = (Finder("shelters", _("安置点"), "home-shield", "places.view", _shelters),)
