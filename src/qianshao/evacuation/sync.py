"""What a phone may report of people who must leave, and what it keeps of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid
from qianshao.core.sync import Command, Pull, Push
from qianshao.evacuation import selectors, services
from qianshao.evacuation.services import Outcome
from qianshao.people.rules import household_of_code

_MOST = 2_000
_MOST_ID = 2**62


def _number(push: Push, name: str) -> int:
    given = push.payload.get(name)
    if isinstance(given, bool) or not isinstance(given, int | str) or not str(given).isascii():
        raise Invalid("command.payload", _("这条登记不完整，请重新填写"))
    if not str(given).isdigit() or len(str(given)) > 19 or not 0 < int(given) <= _MOST_ID:
        raise Invalid("command.payload", _("这条登记不完整，请重新填写"))
    return int(given)


def _uids(push: Push) -> list[str]:
    given = push.payload.get("uids", [])
    if not isinstance(given, list) or len(given) > _MOST or not all(isinstance(one, str) for one in given):
        raise Invalid("command.payload", _("这条登记不完整，请重新填写"))
    return given


def _based_on(push: Push) -> dict[str, list[str]]:
    """What the phone knew; nothing said is nothing known, which can only make it more careful."""
    given = push.payload.get("based_on") or {}
    if not isinstance(given, Mapping):
        raise Invalid("command.payload", _("这条登记不完整，请重新填写"))
    return {str(uid): [str(key) for key in keys][:100] for uid, keys in given.items() if isinstance(keys, list)}


def _text(push: Push, name: str) -> str:
    given = push.payload.get(name)
    return str(given) if isinstance(given, str | int) else ""


def _common(push: Push) -> dict[str, Any]:
    return {
        "order_id": _number(push, "order"),
        "words": _text(push, "words"),
        "made_at": push.made_at,
        "command_id": push.id,
        "position": push.position,
        "actor": push.actor,
        "now": push.received_at,
    }


def _answer(outcome: Outcome, push: Push, **more: Any) -> dict[str, Any]:
    return {**outcome.as_data(str(push.id)), **more}


def run_mark(push: Push) -> dict[str, Any]:
    """``{order, uids, to, based_on, words?, helper?, vehicle?, shelter?}``."""
    shelter = _number(push, "shelter") if push.payload.get("shelter") else None
    outcome = services.mark_people(
        uids=_uids(push),
        to=_text(push, "to"),
        based_on=_based_on(push),
        helper=_text(push, "helper"),
        vehicle=_text(push, "vehicle"),
        shelter_id=shelter,
        evidence=push.attachments,
        **_common(push),
    )
    return _answer(outcome, push)


def run_add(push: Push) -> dict[str, Any]:
    """``{order, uid, name, where, household? (id or code), division_path?, phone?, gender?, shelter?, words?}``."""
    household = push.payload.get("household")
    household_id = household_of_code(str(household)) if isinstance(household, str) else None
    if household and household_id is None:
        household_id = _number(push, "household")
    _row, outcome, warnings = services.add_person(
        uid=_text(push, "uid"),
        name=_text(push, "name"),
        where=_text(push, "where"),
        household_id=household_id,
        division_path=_text(push, "division_path"),
        phone=_text(push, "phone"),
        gender=_text(push, "gender"),
        shelter_id=_number(push, "shelter") if push.payload.get("shelter") else None,
        to=_text(push, "to"),
        **_common(push),
    )
    return _answer(outcome, push, warnings=warnings)


def run_sign_in(push: Push) -> dict[str, Any]:
    """``{order, shelter, uids | code, based_on}``."""
    signed = services.sign_in(
        shelter_id=_number(push, "shelter"),
        uids=_uids(push),
        code=_text(push, "code"),
        based_on=_based_on(push) if push.payload.get("uids") else None,
        **_common(push),
    )
    return _answer(signed.outcome, push, warnings=signed.warnings)


def run_leave(push: Push) -> dict[str, Any]:
    """``{order, uids, to, words, based_on}``."""
    outcome = services.leave_shelter(
        uids=_uids(push), to=_text(push, "to"), based_on=_based_on(push), **_common(push)
    )
    return _answer(outcome, push)


_RUNS: Mapping[str, Callable[[Push], dict[str, Any]]] = {
    "evacuation.mark": run_mark,
    "evacuation.add": run_add,
    "evacuation.sign_in": run_sign_in,
    "evacuation.leave": run_leave,
}
COMMANDS = tuple(Command(kind, "evacuation.mark", run) for kind, run in _RUNS.items())
PULLS = (
    Pull("evacuation", "evacuation.view", selectors.evacuation_rows, personal=True),
    Pull("occupancy", "evacuation.view", selectors.occupancy_rows),
)
