"""What waits for a case: hazards handed to enforcement, and what a township handed to its county."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.cases import COUNTY_PATH
from qianshao.enforcement.states import LIVING, CaseState
from qianshao.hazards.models import Hazard
from qianshao.registry.selectors import by_expression

_HANDLE = "enforcement.handle"
#: The area as an expression, which no index of areas answers.
SPOT = Concat("division_path", Value(""))


def _up() -> "QuerySet[Any]":
    """Every township's case handed to its county that no case took up."""
    every = Case.objects.unscoped("whatever was handed to the county, whoever asks")
    taken = Case.objects.unscoped("whether any case took it up").filter(came_from=OuterRef("pk"))
    return every.filter(is_to_county=True, state=CaseState.HANDED_OVER, is_drill=False).filter(~Exists(taken))


def _of_county(scope: Scope) -> Q:
    """The areas whose county's own cases this person handles: what was handed up waits for them, for nobody below."""
    found = Q() if scope.whole else Q(pk__in=[])
    for path in scope.grants:
        if len(path) <= COUNTY_PATH and scope.may(_HANDLE, path or "0"):
            found |= subtree(path) if path else Q(pk__isnull=False)
    return found


def handed_in(scope: Scope) -> "QuerySet[Any]":
    """Hazards handed to enforcement that no case handles and none has ended for good, the oldest first: also those
    whose case a township handed to the county, for the county.
    """
    cases = Case.objects.unscoped("whether any case exists").filter(hazard=OuterRef("pk"))
    up, living = _up().filter(hazard=OuterRef("pk")), cases.filter(state__in=LIVING)
    waiting = ~Exists(cases) | (Exists(up) & ~Exists(living) & _of_county(scope))
    # Few are handed in, so the index of those is taken and not that of areas, which holds the whole ledger.
    every = Hazard.objects.unscoped("the area is asked for by expression").alias(spot=SPOT)
    rows = by_expression(every, scope).filter(transferred_at__isnull=False, is_drill=False, same_as__isnull=True)
    return rows.filter(waiting).order_by("transferred_at", "id")


def handed_in_anywhere() -> "QuerySet[Any]":
    """The same for the floor above, which tells people; from ``transferred_at``."""
    return handed_in(Scope.everything("the machine asks for every hazard handed in"))


def handed_up(scope: Scope) -> "QuerySet[Any]":
    """Townships' cases without a hazard, handed to the county of this person, the oldest first."""
    rows = Case.objects.within(scope).filter(_of_county(scope), hazard__isnull=True)
    return rows.filter(pk__in=_up().values("pk")).order_by("ended_at", "id")


def handed_waiting(scope: Scope) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    """Hazards and cases handed in where this person handles cases, each by number alone: for the rail."""
    here = Q(pk__in=[])
    for path in scope.grants:
        if scope.may(_HANDLE, path or "0"):
            here |= subtree(path, "spot") if path else Q(pk__isnull=False)
    hazards = handed_in(scope).filter(here)
    return hazards.order_by().values_list("pk"), handed_up(scope).order_by().values_list("pk")


class Handed(Sequence[Any]):
    """Both lists as one to turn the pages of: cases handed up first."""

    def __init__(self, scope: Scope) -> None:
        self.lists = (handed_up(scope), handed_in(scope))
        self.first, self.second = (rows.count() for rows in self.lists)

    def __len__(self) -> int:
        return self.first + self.second

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        start, stop = part.start or 0, min(part.stop if part.stop is not None else len(self), len(self))
        rows = list(self.lists[0][start : max(start, min(stop, self.first))])
        if stop > self.first:
            rows += self.lists[1][max(0, start - self.first) : stop - self.first]
        return rows


def handed_from(hazard_id: int) -> Case | None:
    """The township's case of a hazard that waits for the county."""
    found: Case | None = _up().filter(hazard_id=hazard_id).order_by("id").first()
    return found


def handed_case_of(scope: Scope, case_id: int) -> Case:
    """A case that waits for the county.

    Raises:
        NotFound: none such in the scope, or one that was taken up.
    """
    found: Case | None = handed_up(scope).filter(pk=case_id).first()
    if found is None:
        raise NotFound("case.unknown", _("没有找到这个案件，或不在您的辖区。"))
    return found
