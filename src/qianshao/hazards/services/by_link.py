"""What departments and units do by their link, without an account: the desk's own verbs, once each.

The actor is the department or the unit itself, with the rights of one page and no more; the journal has 凭链接.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal, Stale
from qianshao.core.ids import DEPARTMENT, UNIT
from qianshao.core.scope import Scope
from qianshao.core.units import compound, unit
from qianshao.files.services import bring, drop_brought, keep_soon, write_brought
from qianshao.hazards.models import Hazard, LinkUse, WhistleCall
from qianshao.hazards.selectors.ledger import open_extension
from qianshao.hazards.selectors.links import call_by_link, hazard_by_link, number_of
from qianshao.hazards.selectors.standards import limit_of
from qianshao.hazards.services.accept import ask_acceptance
from qianshao.hazards.services.answer import answer_call, arrive_at, decline_call, finish_call, set_out
from qianshao.hazards.services.assign import ask_extension
from qianshao.hazards.services.writing import refuse
from qianshao.hazards.states.ledger import WITH_UNIT
from qianshao.hazards.states.whistles import CallState

Row = TypeVar("Row", Hazard, WhistleCall)
#: Photos of one press.
MOST_PHOTOS = 4
_ANSWERS: Mapping[str, Callable[..., WhistleCall]] = {
    "answer": answer_call, "set_out": set_out, "arrive": arrive_at, "finish": finish_call, "decline": decline_call,
}  # fmt: skip
_DONE_AT = {
    "answer": "answered_at", "set_out": "set_out_at", "arrive": "arrived_at", "finish": "finished_at",
    "decline": "declined_at",
}  # fmt: skip


class TooOften(Refusal):
    """A link was pressed as often as it may be within the hour."""

    status = 429


def press_call(
    *, token: str, act: str, given: Mapping[str, Any], photos: Sequence[bytes] = (), now: datetime
) -> WhistleCall:
    """A department does one act by its link; done before, also by the desk, nothing more happens.

    Raises:
        NotFound, TooLate: the link. TooOften. Stale, Invalid: as the act's own verb.
    """
    call = call_by_link(token, now)
    if act not in _ANSWERS:
        raise Invalid("link.no_act", _("没有这种处理。"))
    if has_done(call, act):
        return call
    _count(DEPARTMENT, call, now)
    if act == "finish" and call.state != CallState.ARRIVED:
        raise Stale("link.not_there", _("先按“到达”，再报办完。"))
    actor = _holder(call.department_name, call.division_path, "hazards.answer")

    def run(shown: list[UUID]) -> WhistleCall:
        evidence = {"evidence": shown} if act == "finish" else {}
        return _ANSWERS[act](call_id=call.pk, actor=actor, now=now, **given, **evidence)

    try:
        return _shown(photos, call.division_path, now, run)
    except Stale:  # pressed twice at once, or the desk wrote it down meanwhile
        again = call_by_link(token, now)
        if not has_done(again, act):
            raise
        return again


def has_done(call: WhistleCall, act: str) -> bool:
    """Whether the department did this already."""
    return getattr(call, _DONE_AT[act]) is not None


def press_hazard(
    *, token: str, act: str, given: Mapping[str, Any], photos: Sequence[bytes] = (), now: datetime
) -> Hazard:
    """A unit shows its work (``mended``) or asks for more time (``later``) by its link; done before, nothing happens.

    Raises:
        NotFound, TooLate: the link. TooOften. Stale, Invalid: as the verbs.
    """
    hazard = hazard_by_link(token, now)
    if act not in ("mended", "later"):
        raise Invalid("link.no_act", _("没有这种处理。"))
    if _has_asked(hazard, act):
        return hazard
    _count(UNIT, hazard, now)
    actor = _holder(hazard.unit_name, hazard.division_path, "hazards.fix")
    try:
        if act == "later":
            ask_extension(hazard_id=hazard.pk, actor=actor, now=now, **given)
        else:
            _show_work(hazard, given, photos, actor, now)
    except (Stale, Invalid):
        if not _has_asked(hazard_by_link(token, now), act):
            raise
    return hazard_by_link(token, now)


def _has_asked(hazard: Hazard, act: str) -> bool:
    """Whether it was done before; a wish for more time after the work was shown was not, and must not seem to be."""
    return open_extension(hazard) is not None if act == "later" else hazard.state not in WITH_UNIT


def _show_work(
    hazard: Hazard, given: Mapping[str, Any], photos: Sequence[bytes], actor: Actor, now: datetime
) -> Hazard:
    # Asked before anything is put on the disk. A photo of this very press: what was shown earlier is no after-photo.
    refuse("" if not hazard.is_major or (hazard.reports.exists() and hazard.plans.exists()) else "major_unready")
    refuse("" if any(photos) else "no_photo")
    return _shown(
        photos, hazard.division_path, now,
        lambda shown: ask_acceptance(hazard_id=hazard.pk, evidence=shown, actor=actor, now=now, **given),
    )  # fmt: skip


def _holder(name: str, path: str, right: str) -> Actor:
    who = f"{name}（凭链接）"[:80]  # zh: stored in the journal and in the acts
    return Actor("link", who, "link", scope=Scope({path: frozenset({"hazards.view", right})}))


def _shown(photos: Sequence[bytes], path: str, now: datetime, verb: Callable[[list[UUID]], Row]) -> Row:
    """Run a verb with photos of a stranger: on the disk first, named in the verb's commit, then re-encoded."""
    found = [bring(photo, division_path=path, now=now) for photo in photos[:MOST_PHOTOS] if photo]
    brought = [photo for photo in found if photo is not None]
    try:
        with compound():
            done = verb([row.uid for row in write_brought(brought)])
    except BaseException:
        drop_brought(brought)
        raise
    for photo in brought:
        keep_soon(photo.row, now)
    return done


def _count(kind: str, row: WhistleCall | Hazard, now: datetime) -> None:
    """One more this hour, if the county's limit lets it. In a commit of its own: what is then refused counts too."""
    most = max(1, int(limit_of("link_presses_hour", now)))
    with unit():
        use = LinkUse.objects.get_or_create(kind=kind, number=number_of(row), defaults={"since": now})[0]
        rows = LinkUse.objects.filter(pk=use.pk)
        if rows.filter(since__lte=now - timedelta(hours=1)).update(since=now, uses=1):
            return
        if not rows.filter(uses__lt=most).update(uses=F("uses") + 1):
            raise TooOften("link.often", _("按得太多了，请过一小时再试；急事请打电话。"))
