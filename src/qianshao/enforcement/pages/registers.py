"""The pages of the registers."""

from datetime import datetime, timedelta
from typing import Any

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.enforcement import selectors
from qianshao.enforcement.forms.registers import DelegationForm, OfficerForm
from qianshao.enforcement.rules.cases import TOWN_PATH

_SOON = timedelta(days=60)
_SHOWN = 500


def officers_context(scope: Scope, now: datetime) -> dict[str, Any]:
    """The register with how each certificate stands."""
    today = selectors.day_of(now)
    rows = list(selectors.officers(scope)[:_SHOWN])
    where = choices.places([row.division_path for row in rows])
    return {
        "rows": [
            {
                "row": row,
                "place": where[row.division_path],
                "is_valid": row.retired_at is None and row.valid_from <= today <= row.valid_until,
                "is_soon": row.retired_at is None and today <= row.valid_until < today + _SOON,
            }
            for row in rows
        ],
        "may": scope.may("enforcement.officers"),
    }


def officer_form(request: Any, found: Any = None) -> OfficerForm:
    """The form of an officer."""
    names = ("name", "certificate", "organisation", "division_path", "issuer", "valid_from", "valid_until", "version")
    first = {name: getattr(found, name) for name in names} if found else {}
    areas = choices.form_areas(request.scope, "enforcement.officers")
    return OfficerForm(request.POST or None, initial=first, areas=areas)


def delegations_context(scope: Scope, now: datetime) -> dict[str, Any]:
    """The register with what is in force today."""
    today = selectors.day_of(now)
    rows = list(selectors.delegations(scope)[:_SHOWN])
    return {
        "rows": [
            {
                "row": row,
                "holds": row.valid_from <= today and (row.valid_until is None or today <= row.valid_until),
                "can_end": row.valid_from <= today and (row.valid_until is None or today < row.valid_until),
            }
            for row in rows
        ],
        "may": scope.may("enforcement.delegations"),
    }


def delegation_form(request: Any, *, fresh: bool = False) -> DelegationForm:
    """The form of a delegation: the townships where this person may write one down. ``fresh``: what was posted was
    another form.
    """
    areas = choices.form_areas(request.scope, "enforcement.delegations")
    towns = [(path, str(label).strip()) for path, label in areas if len(path) == TOWN_PATH]
    return DelegationForm(None if fresh else request.POST or None, towns=towns)
