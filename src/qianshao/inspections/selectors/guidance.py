"""Wishes for advice, what came of them, and who may be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.inspections.models import Guidance
from qianshao.inspections.states import GUIDANCE_LABELS, GUIDANCE_TABS, GuidanceState
from qianshao.people.models import Assignment, current_on
from qianshao.registry.selectors import records

#: Posts whose holders advise: expert, technical inspector, social supervisor (``people/data/posts.json``).
POSTS = ("R-EX", "R-TI", "R-SS")
_MOST_KNOWN = 300


@dataclass(frozen=True)
class Adviser:
    """Somebody who may be sent: from the register of experts, or by a post they hold today."""

    name: str
    org: str
    uid: UUID | None = None


def guidances(scope: Scope, tab: str = "", under: str = "") -> "QuerySet[Any]":
    """The newest first."""
    states = next((states for code, _label, states in GUIDANCE_TABS if code == tab), tuple(GuidanceState))
    rows = Guidance.objects.within(scope).filter(subtree(under), state__in=states)
    return rows.order_by("-asked_at", "-id")


def guidance_of(scope: Scope, guidance_id: int) -> Guidance:
    """One.

    Raises:
        NotFound: none such in the scope.
    """
    found: Guidance | None = Guidance.objects.within(scope).select_related("hazard").filter(pk=guidance_id).first()
    if found is None:
        raise NotFound("guidance.unknown", _("没有找到这次指导，或不在您的辖区。"))
    return found


def guidances_of_hazard(scope: Scope, hazard_id: int) -> list[Guidance]:
    """What was asked about a hazard the reader was given."""
    return list(Guidance.objects.within(scope).filter(hazard_id=hazard_id).order_by("id"))


def guidance_counts(scope: Scope, under: str = "") -> dict[str, int]:
    """How many each tab holds."""
    rows = Guidance.objects.within(scope).filter(subtree(under)).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    return {code: sum(states.get(state, 0) for state in among) for code, _label, among in GUIDANCE_TABS}


def services_by_adviser(scope: Scope, year: int) -> list[dict[str, Any]]:
    """How often each of them helped in a year: the activity of experts and of the two roles."""
    span = (date(year, 1, 1), date(year, 12, 31))
    rows = Guidance.objects.within(scope).filter(state=GuidanceState.DONE, done_on__range=span)
    grouped = rows.values("who", "who_org", "kind").annotate(n=Count("id")).order_by("-n", "who")
    return [row | {"label": GUIDANCE_LABELS[row["kind"]]} for row in grouped[:100]]


def advisers(scope: Scope, at: datetime) -> dict[str, Adviser]:
    """Who is known, by a key for a form."""
    known = {}
    for row in records(scope, kind="expert")[:_MOST_KNOWN]:
        words = [str(row.details.get(key) or "") for key in ("works_at", "trade")]
        known[f"expert:{row.uid}"] = Adviser(row.name[:80], " ".join(filter(None, words))[:80], row.uid)
    for row in _holders(scope, at):
        known[f"post:{row.pk}"] = Adviser(row.person.name[:80], row.post.short[:80])
    return known


def _holders(scope: Scope, at: datetime) -> Iterable[Any]:
    today = current_on(at.astimezone(BEIJING).date())
    rows = Assignment.objects.within(scope).filter(today, post__code__in=POSTS, person__is_active=True)
    return rows.select_related("person", "post").order_by("post__rank", "person__name", "id")[:_MOST_KNOWN]
