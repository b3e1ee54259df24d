"""What a list of the ledger is narrowed by; lists and sums by one rule, so that a sum leads to its rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import subtree
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.clocks import OVER
from qianshao.hazards.states.ledger import TABS, HazardState

#: What an open hazard's age is cut into: code, from days, below days.
AGES = (("week", 0, 7), ("month", 7, 30), ("quarter", 30, 90), ("older", 90, None))
AGE_LABELS = {"week": _("七天内"), "month": _("一个月内"), "quarter": _("三个月内"), "older": _("三个月以上")}
#: Columns a list is narrowed by as they are.
COLUMNS = ("kind", "department", "place_class", "source", "disaster", "sector", "treatment")
#: What a filter says for "nobody has written it".
BLANK = "-"
#: A whole list number, for which the index is asked instead of every row.
NUMBER = re.compile(r"\d{4}-\d{6}-\d{6}")
#: What is due within these days is due soon.
SOON_DAYS = 3


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; everything empty is everything. ``tab``: one of ``states.ledger.TABS``; columns may
    be ``BLANK``. ``exact``: in the area ``under`` itself, not below it. ``counted``: only what sums count, which
    leave out drills and what was not true.
    """

    tab: str = ""
    under: str = ""
    kind: str = ""
    department: str = ""
    grade: str = ""
    age: str = ""
    late: bool = False
    supervised: bool = False
    place_class: str = ""
    source: str = ""
    search: str = ""
    finder_id: int | None = None
    disaster: str = ""
    sector: str = ""
    treatment: str = ""
    soon: bool = False
    exact: bool = False
    counted: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether only a tab of the whole list is asked for, late or not, or one number."""
        is_number = bool(self.search.strip()) and not self.by_words
        return is_number or self == Filters(tab=self.tab, late=self.late)

    @property
    def by_words(self) -> bool:
        """Whether words are looked for row by row."""
        return bool(self.search.strip()) and not NUMBER.fullmatch(self.search.strip())

    def untimed(self, tab: str = "") -> "Filters":
        """The same without its dates, in a tab."""
        return replace(self, tab=tab, late=False, soon=False)


def narrowed(found: "QuerySet[Any]", asked: Filters, now: datetime | None) -> "QuerySet[Any]":
    """The rows of a list that these filters leave, in the ledger's order."""
    states = states_of(asked.tab)
    if asked.tab == "open":
        found = found.filter(turn_at__lt=OVER)
    elif states:
        found = found.filter(state__in=states) if len(states) > 1 else found.filter(state=states[0])
    found = found.filter(by_columns(asked))
    if now is not None:
        found = found.filter(_by_time(asked, now))
    if words := asked.search.strip():
        found = found.filter(_by_words(words, states))
    return found.order_by("turn_at", "id")


def sifted(found: "QuerySet[Any]", asked: Filters, now: datetime) -> "QuerySet[Any]":
    """The same rows, to be counted or picked by number: asked so that one narrow index answers alone, that of
    counts or that of words. Their order is one no index has, else every wide row is read in the order of that index.
    """
    states = states_of(asked.tab) or (tuple(HazardState) if asked.by_words else ())
    found = found.filter(state__in=states) if states else found
    found = found.filter(by_columns(asked), _by_time(asked, now))
    for word in asked.search.lower().split():
        found = found.filter(find_text__contains=word)
    return found.order_by(Coalesce("turn_at", "turn_at"), "id")


def states_of(tab: str) -> tuple[HazardState, ...]:
    """The states of a tab; none: all."""
    return next((states for code, _label, states in TABS if code == tab), ())


def by_columns(asked: Filters) -> Q:
    """The condition of everything but dates and words."""
    condition = Q(division_path=asked.under) if asked.exact and asked.under else subtree(asked.under)
    for name in COLUMNS:
        if value := getattr(asked, name):
            condition &= Q(**{name: "" if value == BLANK else value})
    if asked.grade in ("0", "1", "2"):
        condition &= Q(grade=int(asked.grade))
    if asked.finder_id is not None:
        condition &= Q(finder_id=asked.finder_id)
    if asked.supervised:
        condition &= Q(supervised_at__isnull=False)
    if asked.counted:
        condition &= Q(is_drill=False) & ~Q(state=HazardState.FALSE)
    return condition


def _by_time(asked: Filters, now: datetime) -> Q:
    condition = Q(step_due_at__lt=now) if asked.late else Q()
    if asked.soon:
        condition &= Q(step_due_at__gte=now, step_due_at__lt=now + timedelta(days=SOON_DAYS))
    for code, least, most in AGES:
        if code == asked.age:
            since = now - timedelta(days=least)
            condition &= Q(found_at__lte=since, found_at__gt=now - timedelta(days=most)) if most else _older(since)
    return condition


def _older(since: datetime) -> Q:
    """Found before; nearly all of a ledger, so by an expression, for which no planner takes the index of findings."""
    return Q(LessThanOrEqual(Coalesce("found_at", "found_at"), since))


def _by_words(words: str, states: Iterable[str] = ()) -> Q:
    """A whole list number by its index. Else every word must stand in number, place, unit, address or what was seen:
    the numbers come from the narrow index of these texts within the tab's states, the wide rows are not read for it.
    """
    if NUMBER.fullmatch(words):
        return Q(no=words)
    found: QuerySet[Any] = Hazard.objects.unscoped("only numbers, and the list they narrow has its scope").order_by()
    found = found.filter(same_as__isnull=True, state__in=sorted(states) or sorted(HazardState))
    for word in words.lower().split():
        found = found.filter(find_text__contains=word)
    return Q(pk__in=found.values("pk"))
