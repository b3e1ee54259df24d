"""Officers and delegations."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.enforcement.models import Delegation, Officer
from qianshao.enforcement.rules.cases import COUNTY_PATH, TOWN_PATH, Delegated, Signer


def day_of(now: datetime) -> date:
    """The day in Beijing."""
    return now.astimezone(BEIJING).date()


def officers(scope: Scope) -> "QuerySet[Any]":
    """The register, those in office first."""
    return Officer.objects.within(scope).order_by("retired_at", "organisation", "name", "id")


def officers_for(case_path: str, *, whole_county: bool, today: date) -> list[Officer]:
    """Who may sign in a case: officers of the area and above it, with ``whole_county`` of the whole county."""
    known = Officer.objects.unscoped("officers of the county act in the case's area whoever writes it down")
    near = known.filter(division_path__startswith=case_path[:COUNTY_PATH], retired_at__isnull=True)
    rows = near.filter(valid_from__lte=today, valid_until__gte=today).order_by("organisation", "name", "id")
    return [row for row in rows if whole_county or case_path.startswith(row.division_path)]


def officer_of(scope: Scope, officer_id: int) -> Officer:
    """One officer.

    Raises:
        NotFound: none such in the scope.
    """
    found: Officer | None = Officer.objects.within(scope).filter(pk=officer_id).first()
    if found is None:
        raise NotFound("officer.unknown", _("没有找到这名执法人员，或不在您的辖区。"))
    return found


def signers(ids: "list[int]", county: str) -> list[Officer]:
    """The officers of a county with these numbers; who is not in its register is left out."""
    known = Officer.objects.unscoped("who signed, whoever writes it down").filter(pk__in=ids)
    return list(known.filter(division_path__startswith=county).order_by("id"))


def as_signer(row: Officer) -> Signer:
    """An officer as the rules look at one."""
    dates = row.valid_from, row.valid_until
    return Signer(row.pk, row.certificate, *dates, row.division_path, row.retired_at is not None)


def delegations(scope: Scope) -> "QuerySet[Any]":
    """The register, what is in force first."""
    return Delegation.objects.within(scope).order_by("division_path", "-valid_from", "-id")


def delegation_of(scope: Scope, delegation_id: int) -> Delegation:
    """One row of the register.

    Raises:
        NotFound: none such in the scope.
    """
    found: Delegation | None = Delegation.objects.within(scope).filter(pk=delegation_id).first()
    if found is None:
        raise NotFound("delegation.unknown", _("没有找到这条赋权，或不在您的辖区。"))
    return found


def delegations_of(town: str, today: date) -> list[Delegation]:
    """What is delegated to a township today."""
    known = Delegation.objects.unscoped("what a township may punish is public")
    current = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    return list(known.filter(current, division_path=town[:TOWN_PATH], valid_from__lte=today).order_by("id"))


def as_delegated(row: Delegation) -> Delegated:
    """A row as the rules look at one."""
    return Delegated(row.division_path, tuple(row.matters), row.valid_from, row.valid_until)
