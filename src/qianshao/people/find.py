"""Persons and households by name, initials or a whole number, for the search of every page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.core import clock
from qianshao.core.finders import Finder, Hit
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.people import selectors


def _persons(scope: Scope, text: str, limit: int) -> Iterator[Hit]:
    today = clock.now().astimezone(clock.BEIJING).date()
    rows = list(selectors.persons(scope, on=today, search=text)[:limit])
    where = places([row.division_path for row in rows])
    for row in rows:
        posts = "、".join(held.post.name for held in row.current[:2])
        words = " ".join(filter(None, (posts or row.title, where[row.division_path])))
        yield Hit(row.name, words, reverse("people:person", args=[row.pk]))


def _households(scope: Scope, text: str, limit: int) -> Iterator[Hit]:
    rows = list(selectors.households(scope, search=text)[:limit])
    where = places([row.division_path for row in rows])
    for row in rows:
        words = " ".join(filter(None, (where[row.division_path], row.address)))
        yield Hit(row.head_name, words, reverse("people:household", args=[row.pk]))


FINDERS = (
    Finder("persons", _("责任人"), "users", "people.view", _persons),
    Finder("households", _("住户"), "home", "people.view", _households),
)
