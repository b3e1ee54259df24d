"""What a phone knows of shelters, and what its holder may say about one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.core.sync import Command, Pull, Push
from qianshao.places import selectors, services

MOST = 300


def shelter_rows(scope: Scope, _actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """The shelters of the person's area; no keeper's name or phone (those come with the phone list)."""
    return [
        {
            "id": row.pk,
            "name": row.name,
            "address": row.address,
            "capacity": row.capacity,
            "special_capacity": row.special_capacity,
            "state": row.state,
            "unsafe_for": list(row.threats),
            "lon": row.lon,
            "lat": row.lat,
            "version": row.version,
        }
        for row in selectors.shelters_in(scope)[:MOST]
    ]


def run_state(push: Push) -> dict[str, Any]:
    """``{shelter, state?, why?, needs?}``: a new state, and what is lacking (``[{kind, words, urgent}]`` or text).

    Both or neither: the field room runs each command within its own savepoint.
    """
    key, to = push.payload.get("shelter"), push.payload.get("state")
    if not isinstance(key, int) or isinstance(key, bool):
        raise Invalid("shelter.unknown", _("没有说明是哪个安置点"))
    common: dict[str, Any] = {"shelter_id": key, "actor": push.actor, "now": push.received_at}
    state = ""
    if to:
        state = services.set_state(to=str(to), why=str(push.payload.get("why", "")), **common).state
    asked = [services.request_need(**need, **common).pk for need in _needs(push.payload.get("needs"))]
    return {"state": state, "needs": asked}


def _needs(given: Any) -> list[dict[str, Any]]:
    if not given:
        return []
    if isinstance(given, str):
        return [{"kind": "other", "words": given}]
    if not isinstance(given, list) or not all(isinstance(need, dict) for need in given) or len(given) > 20:
        raise Invalid("need.kind", _("没有这一项"))
    return [
        {
            "kind": str(need.get("kind", "other")),
            "words": str(need.get("words", "")),
            "is_urgent": need.get("urgent") is True,
        }
        for need in given
    ]


COMMANDS = (Command("places.shelter_state", "places.state", run_state),)
PULLS = (Pull("shelters", "places.view", shelter_rows),)
