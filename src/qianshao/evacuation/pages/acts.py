"""From what a form says to the verb that does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.divisions.choices import form_areas
from qianshao.evacuation import services
from qianshao.evacuation.forms import AddForm
from qianshao.evacuation.states import Whereabouts
from qianshao.places.selectors import shelter_choices


def mark_one(
    order: Any, row: Any, mates: Sequence[Any], given: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """One person, or the household: arrival at a shelter is a sign-in, leaving one is leaving, the rest is a mark.

    The report names what the page knew of the person; of the others of the household, what the ledger says now.

    Raises:
        Refusal: as the verbs say.
    """
    people = [row, *(mates if given.get("whole_household") else ())]
    uids = [one.uid for one in people]
    heads = {one.uid: list(one.heads) for one in people}
    if given.get("based_on") is not None:
        heads[row.uid] = [key for key in given["based_on"].split(",") if key]
    common: dict[str, Any] = {
        "order_id": order.pk, "uids": uids, "based_on": heads, "words": given["words"], "actor": actor, "now": now,
    }
    to = given["to"]
    if to == Whereabouts.SETTLED:
        if not given["shelter"]:
            raise Invalid("mark.shelter", _("请选到了哪个安置点"))
        services.sign_in(shelter_id=int(given["shelter"]), **common)
    elif row.state == Whereabouts.SETTLED and to != Whereabouts.STRUCK:
        services.leave_shelter(to=to, **common)
    else:
        if to == Whereabouts.REFUSED and not given["words"].strip():
            raise Invalid("mark.words", _("拒绝转移要写：谁劝的，他怎么说"))
        services.mark_people(to=to, helper=given["helper"], vehicle=given["vehicle"], **common)


def picked_people(picked: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Uids and the reports the page knew of, from the list's check boxes."""
    pairs = [one.partition(":") for one in picked]
    heads = {uid: [key for key in known.split(",") if key] for uid, _sep, known in pairs if uid}
    return list(heads), heads


def add_form(scope: Scope, given: Any) -> AddForm:
    """Areas where the person may report."""
    return AddForm(given, areas=form_areas(scope, "evacuation.mark"), shelters=shelter_choices(scope))


def added(order_id: int, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Any:
    """Put them on the ledger; the row.

    Raises:
        Refusal: as the verb says.
    """
    row, _outcome, _warnings = services.add_person(
        order_id=order_id,
        name=given["name"],
        where=given["where"],
        division_path=given["division_path"],
        phone=given["phone"],
        gender=given["gender"],
        shelter_id=int(given["shelter"]) if given["shelter"] else None,
        words=given["words"],
        actor=actor,
        now=now,
    )
    return row
