"""The inbox of what came from phones that were taken back, failed too often, or was refused to who sent it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.core.text import mask_phone
from qianshao.field.kinds import label_of, word_of
from qianshao.field.models import PhoneCommand
from qianshao.field.states import OPEN, Outcome

DECIDE = "field.quarantine"
MOST_DECIDED = 50
#: A checklist is read as a whole by who decides about it.
MOST_OF_A_LIST = 3000
#: What the payload says of persons' numbers is masked as everywhere.
_NUMBERS = ("phone", "tel", "number")


def _mine(scope: Scope) -> "QuerySet[Any]":
    near = Scope({p: a for p, a in scope.grants.items() if DECIDE in a}, scope.reason, scope.whole)
    return PhoneCommand.objects.within(near).select_related("device__user")


def held(scope: Scope) -> "QuerySet[Any]":
    """What waits for an officer, oldest first: held ones, and refused ones until what they say is forgotten."""
    return _mine(scope).filter(state__in=OPEN).exclude(state=Outcome.REFUSED, payload="").order_by("id")


def decided(scope: Scope) -> list[PhoneCommand]:
    """The last ones that an officer decided about."""
    rows = _mine(scope).filter(state__in=(Outcome.RUN, Outcome.DISCARDED))
    return list(rows.order_by("-decided_at")[:MOST_DECIDED])


def held_by_id(scope: Scope, command_id: int) -> PhoneCommand:
    """One command of the inbox, decided or not.

    Raises:
        NotFound: there is none in the scope.
    """
    found: PhoneCommand | None = _mine(scope).filter(pk=command_id).first()
    if found is None:
        raise NotFound("command.missing", _("没有找到这一条，或不在您的辖区。"))
    return found


def shown(row: PhoneCommand) -> dict[str, Any]:
    """One command as the inbox shows it: what it wants, in its own words, numbers masked."""
    return {
        "row": row,
        "label": label_of(row.kind),
        "facts": [(word_of(name), _fact(name, value)) for name, value in row.said.items()],
        "is_refused": row.state == Outcome.REFUSED,
        "why": row.told.get("message", ""),
        "far": round(((row.made_at - row.received_at).total_seconds()) / 60),
    }


def _fact(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{word_of(key)} {_fact(key, inner)}" for key, inner in value.items())[:300]
    if isinstance(value, list):
        return "；".join(_fact(name, inner) for inner in value)[:MOST_OF_A_LIST]
    return mask_phone(str(value)) if name in _NUMBERS else str(value)[:300]
