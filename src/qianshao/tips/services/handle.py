"""An officer decides what a tip is: a hazard, one that is known already, something to answer, or nothing much."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.core.units import group, unit
from qianshao.files.services import adopt_evidence
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors.ledger import hazard_of
from qianshao.hazards.services import find_hazard, mark_false, note_hazard
from qianshao.hazards.states.ledger import HazardState
from qianshao.journal.services import record
from qianshao.tips.models import Tip
from qianshao.tips.rules.wording import without_numbers
from qianshao.tips.selectors.inbox import tip_of
from qianshao.tips.states import SOURCES, Channel, RewardState, TipState, row_of

_SAY = gettext_lazy("请写一句。")
_OVER = gettext_lazy("{no} {state}，请转为新隐患，或先重新打开它。")


def open_tip(actor: Actor, tip_id: int, version: int | None = None) -> Tip:
    """The tip, if this actor may handle it and nobody changed it since ``version``.

    Raises:
        NotFound, NotAllowed: not theirs. Stale: changed meanwhile.
    """
    tip = tip_of(actor.scope, tip_id)
    actor.demand("tips.handle", tip.division_path)
    if version is not None and version != tip.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    return tip


def take_tip(
    *,
    tip_id: int,
    kind: str,
    words: str = "",
    division_path: str = "",
    place_name: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Tip:
    """Make it a hazard of the ledger, which knows the tip's number and never who sent it. ``words``: as an officer
    writes it down, without names; none are none. Long numbers are taken out: what an act says stays for good.
    ``division_path``, ``place_name``: where it is, when the officer knows better than the sign it was sent from; a
    report for the whole county would else be nobody's.

    Raises:
        NotFound, NotAllowed: not theirs, there too. Stale: somebody was faster. Invalid: no kind.
    """
    tip = open_tip(actor, tip_id, version)
    path = division_path or tip.division_path
    actor.demand("tips.handle", path)
    stays = path == tip.division_path or (tip.place_uid is not None and path.startswith(tip.division_path))
    with group():
        made = find_hazard(
            kind=kind,
            words=without_numbers(words),
            source=SOURCES[Channel(tip.channel)],
            division_path=path,
            place_name=_place_name(tip, place_name, stays=stays),
            address=tip.address,
            place_uid=tip.place_uid if stays else None,
            unit_name=tip.unit_name,
            tip_no=tip.no,
            finder_label=str(tip.channel_label),
            position=_spot(tip) if stays else None,
            evidence=_photos(tip, actor),
            found_at=tip.made_at or tip.received_at,
            due_at=tip.due_at if tip.channel == Channel.HOTLINE else None,
            actor=actor,
            now=now,
        )
        _advance(tip, "take", {"hazard": made.no}, actor=actor, now=now, hazard=made)
    return tip


def join_tip(*, tip_id: int, hazard_id: int, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """Say that it is a hazard of the ledger already; its photos are added there.

    Raises:
        NotFound, NotAllowed. Stale: somebody was faster, or that hazard is over: what is back is a new one, or
            the old one opened again, never "done, thank you".
    """
    tip = open_tip(actor, tip_id, version)
    hazard = hazard_of(actor.scope, hazard_id)
    hazard = hazard.same_as or hazard
    with group():
        said = _("群众再次举报 {no}").format(no=tip.no)
        noted = note_hazard(hazard_id=hazard.pk, words=said, evidence=_photos(tip, actor), actor=actor, now=now)
        if noted.is_over:  # asked of the row as it was noted: a closing at the same moment does not slip through
            raise Stale("tip.hazard_over", _OVER, no=noted.no, state=noted.state_label)
        _advance(tip, "join", {"hazard": hazard.no}, actor=actor, now=now, hazard=hazard)
    return tip


def answer_tip(*, tip_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """Answer it; whoever holds the link reads the words. One that became a hazard stays there and is answered all the
    same, before the hazard is mended, and once more when there is more to say.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    tip = open_tip(actor, tip_id, version)
    with unit():
        _advance(tip, "answer", {}, actor=actor, now=now, answer=_said(words), answered_at=now)
    return tip


def undo_tip(*, tip_id: int, reason: str, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """It was taken in or joined by mistake: it waits again. The hazard it became is dismissed by its own verb; one
    that others told of too, or that was known before, only gets a note.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile. Invalid: no reason; the hazard it became is worked on already
            (then that is dismissed or put with another), or a reward hangs on it.
    """
    tip = open_tip(actor, tip_id, version)
    if row_of("undo", tip.state) is None or tip.hazard is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    said, hazard = _said(reason), tip.hazard
    _refuse_undo(tip, hazard)
    words = _("群众举报 {no} 转错或并错，撤回：{reason}").format(no=tip.no, reason=said)
    with group():
        if _is_its_own(tip, hazard):
            mark_false(hazard_id=hazard.pk, words=words, actor=actor, now=now)
        else:
            note_hazard(hazard_id=(hazard.same_as or hazard).pk, words=words, actor=actor, now=now)
        data = {"hazard": hazard.no, "reason": said[:200]}
        _advance(tip, "undo", data, actor=actor, now=now, hazard=None, answer="", answered_at=None)
    return tip


def _refuse_undo(tip: Tip, hazard: Hazard) -> None:
    if tip.state == TipState.TAKEN and hazard.same_as is None and hazard.state != HazardState.FOUND:
        raise Invalid("tip.worked_on", _("这条隐患已经在办，不能撤回。不属实的，请在隐患里按不属实处理。"))
    if tip.rewards.unscoped("of a tip in scope").exclude(state=RewardState.REFUSED).exists():
        raise Invalid("tip.rewarded", _("这条举报已经提过奖励，不能撤回。"))


def _is_its_own(tip: Tip, hazard: Hazard) -> bool:
    """Whether the hazard stands on this tip alone."""
    if tip.state != TipState.TAKEN or hazard.same_as is not None:
        return False
    others = Tip.objects.unscoped("of a hazard in scope").filter(hazard=hazard).exclude(pk=tip.pk)
    doubles = Hazard.objects.unscoped("of a hazard in scope").filter(same_as=hazard)
    return not others.exists() and not doubles.exists()


def restore_tip(*, tip_id: int, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """Take an answer back and look again.

    Raises:
        NotFound, NotAllowed, Stale.
    """
    tip = open_tip(actor, tip_id, version)
    with unit():
        _advance(tip, "restore", {}, actor=actor, now=now, answer="", answered_at=None)
    return tip


def fold_tip(*, tip_id: int, reason: str, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """Fold it beneath the others; it can be found and unfolded.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no reason.
    """
    tip = open_tip(actor, tip_id, version)
    data = {"reason": _said(reason)[:200]}
    with unit():
        _advance(tip, "fold", data, actor=actor, now=now, why=[*tip.why, "officer"])
    return tip


def unfold_tip(*, tip_id: int, version: int | None = None, actor: Actor, now: datetime) -> Tip:
    """It is genuine: back to the top.

    Raises:
        NotFound, NotAllowed, Stale.
    """
    tip = open_tip(actor, tip_id, version)
    with unit():
        _advance(tip, "unfold", {}, actor=actor, now=now, points=-2, why=[], under=None)
    return tip


def _said(words: str) -> str:
    found = words.strip()[:300]
    if not found:
        raise Invalid("tip.words", _SAY)
    return found


def _photos(tip: Tip, actor: Actor) -> list[UUID]:
    return adopt_evidence(uids=[UUID(uid) for uid in tip.photos], actor=actor)


def _place_name(tip: Tip, named: str, *, stays: bool) -> str:
    """As the officer calls it. Elsewhere the sign's name says nothing, nor do its record and its position."""
    if not stays and named.strip() == tip.place_name:
        return ""
    return without_numbers(named.strip()) or (tip.place_name if stays else "")


def _spot(tip: Tip) -> Position | None:
    return Position(tip.lon, tip.lat, 0.0) if tip.lon is not None and tip.lat is not None else None


def _advance(tip: Tip, act: str, data: dict[str, Any], *, actor: Actor, now: datetime, **changes: Any) -> None:
    """Move it, and tell the journal."""
    row = row_of(act, tip.state)
    if row is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    move(tip, row, handled_by=actor.label[:80], handled_at=now, **changes)
    record(
        kind=f"tips.{act}",
        actor=actor,
        now=now,
        subject=("tip", tip.pk),
        division_path=tip.division_path,
        data={"no": tip.no, **data},
    )
