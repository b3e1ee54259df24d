"""What waits for a person."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.command.models import Suggestion
from qianshao.command.states import SuggestionState
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.rules import ancestors


def open_suggestions(scope: Scope, *, limit: int = 20) -> list[Suggestion]:
    """Open ones of the scope's areas and of those above (a county's proposal is a township's work), newest first."""
    return list(_visible(scope).filter(state=SuggestionState.OPEN).order_by("-made_at", "-pk")[:limit])


def suggestion_of(scope: Scope, key: int) -> Suggestion:
    """One of them.

    Raises:
        NotFound: none such concerns the person.
    """
    found: Suggestion | None = _visible(scope).filter(pk=key).first()
    if found is None:
        raise NotFound("suggestion.unknown", _("没有找到这条提示，或不在您的辖区。"))
    return found


def _visible(scope: Scope) -> "QuerySet[Suggestion]":
    rows = Suggestion.objects.unscoped("own areas and those above them")
    if scope.whole:
        return rows
    above = {step for path in scope.paths for step in ancestors(path)}
    return rows.filter(scope.filter() | Q(division_path__in=sorted(above)))
