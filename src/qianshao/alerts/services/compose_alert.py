"""Write an alert here, or fill in what a received one lacks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.alerts import hazards
from qianshao.alerts.cap import identifier
from qianshao.alerts.models import Alert
from qianshao.alerts.rules import AUDIENCES
from qianshao.alerts.selectors.area import home_of, is_sound
from qianshao.alerts.selectors.lists import alert_by_id
from qianshao.alerts.selectors.tables import hazards_at
from qianshao.alerts.services.write_rows import Piece, write_pieces, write_references
from qianshao.alerts.states import MOVES, AlertState, Source
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.states import move
from qianshao.divisions.models import Division
from qianshao.journal.services import record

DRILL_MARK = "【演练】"  # zh: what recipients read

__all__ = ["Composition", "Piece", "compose_alert", "edit_alert"]


@dataclass(frozen=True)
class Composition:
    """What a person wrote. ``audiences`` empty: the colour's default. ``refers_to``: pk of the alert it updates."""

    hazard: str
    colour: str
    headline: str
    description: str = ""
    instruction: str = ""
    sender_name: str = ""
    expires: datetime | None = None
    is_drill: bool = False
    audiences: tuple[str, ...] = ()
    msg_type: str = "Alert"
    refers_to: int | None = None
    pieces: tuple[Piece, ...] = ()


def compose_alert(content: Composition, *, actor: Actor, now: datetime) -> Alert:
    """A new draft. It needs no area yet: without one it can be kept, but never submitted or released.

    Raises:
        Invalid: unknown hazard, colour or audience; an Update or Cancel that names nothing.
        NotAllowed: the actor may not compose here.
    """
    home = home_of(actor.scope)
    actor.demand("alerts.compose", home.path)
    _check(content, now)
    earlier = _earlier(content, actor)
    moment = now.replace(microsecond=0)
    with transaction.atomic(durable=True):
        alert: Alert = Alert.objects.create(
            identifier=_identifier(home, earlier, moment),
            sender=earlier.sender if earlier else home.name,
            sent=moment,
            source=Source.MANUAL,
            status="Exercise" if content.is_drill else "Actual",
            msg_type=content.msg_type,
            is_drill=content.is_drill,
            effective=moment,
            division_path=home.path,
            received_at=now,
            received_by=actor.label[:80],
            **_texts(content, home.name, now),
        )
        write_pieces(alert, content.pieces)
        if earlier:
            write_references(alert, [(earlier.sender, earlier.identifier, earlier.sent)])
        _record("alerts.composed", alert, actor, now)
    return alert


def edit_alert(key: int, content: Composition, *, version: int, actor: Actor, now: datetime) -> Alert:
    """Change a draft. Of a received message only what it lacks may be given: hazard, colour, reach, area, end.

    Raises:
        Stale: somebody changed it meanwhile, or it is no draft any more.
    """
    alert = alert_by_id(actor.scope, key)
    actor.demand("alerts.compose", alert.division_path)
    _check(content, now)
    alert.version = version
    with transaction.atomic(durable=True):
        move(alert, MOVES["edit"], **_changes(alert, content, now))
        if alert.source == Source.MANUAL:
            write_pieces(alert, content.pieces)
        elif content.pieces:
            # What an officer draws takes the place of what cannot be used; the raw message keeps the original.
            kept = [_as_piece(row) for row in alert.areas.exclude(kind="drawn") if is_sound(row)]
            write_pieces(alert, [*kept, *content.pieces])
        _record("alerts.edited", alert, actor, now)
    return alert


def _changes(alert: Alert, content: Composition, now: datetime) -> dict[str, object]:
    if alert.source == Source.MANUAL:
        return _texts(content, alert.sender_name, now)
    return {
        "hazard": content.hazard,
        "colour": content.colour,
        "audiences": list(content.audiences),
        "expires": alert.expires or content.expires,
    }


def _texts(content: Composition, sender: str, now: datetime) -> dict[str, object]:
    hazard = hazards_at(now)[content.hazard]
    colour = hazards.colours()[content.colour]
    sender = content.sender_name.strip() or sender
    headline = content.headline.strip() or _headline(content.msg_type, sender, hazard.name, colour.name)
    if content.is_drill and DRILL_MARK not in headline:
        headline = DRILL_MARK + headline
    return {
        "hazard": content.hazard,
        "colour": content.colour,
        "event": hazard.name,
        "headline": headline[:300],
        "description": content.description.strip(),
        "instruction": content.instruction.strip() or "".join(hazard.steps(content.colour)),
        "sender_name": sender[:120],
        "expires": content.expires,
        "audiences": list(content.audiences),
    }


def _headline(msg_type: str, sender: str, hazard: str, colour: str) -> str:
    """新县应急局发布暴雨红色预警, as such titles are worded."""
    verbs = {"Alert": _("发布"), "Update": _("更新"), "Cancel": _("解除")}
    return _("{sender}{verb}{hazard}{colour}预警").format(
        sender=sender, verb=verbs[msg_type], hazard=hazard, colour=colour
    )


def _check(content: Composition, now: datetime) -> None:
    if content.hazard not in hazards_at(now) or content.colour not in hazards.colours():
        raise Invalid("alert.hazard", _("请选择灾种和颜色。"))
    if not set(content.audiences) <= set(AUDIENCES):
        raise Invalid("alert.audience", _("叫应对象不认识。"))
    if content.msg_type not in ("Alert", "Update", "Cancel"):
        raise Invalid("alert.type", _("报文类型不认识。"))


def _earlier(content: Composition, actor: Actor) -> Alert | None:
    """The alert an Update or Cancel refers to. What others sent is theirs to update (T5)."""
    if content.msg_type == "Alert":
        return None
    if content.refers_to is None:
        raise Invalid("alert.refers_to", _("更新或解除必须指明是哪一条预警。"))
    earlier = alert_by_id(actor.scope, content.refers_to)
    if earlier.source != Source.MANUAL:
        raise NotAllowed("alert.other_sender", _("这条预警由外单位发布，只能由原单位更新或解除。"))
    if earlier.state != AlertState.RELEASED:
        raise Invalid("alert.not_in_force", _("只有生效中的预警可以更新或解除。"))
    if earlier.is_drill != content.is_drill:
        raise Invalid("alert.drill_mixed", _("演练和真实预警不能互相更新或解除。"))
    return earlier


def _identifier(home: Division, earlier: Alert | None, moment: datetime) -> str:
    """The first free serial of this second. Ten alerts in a second are a mistake, not a storm."""
    area = home.code or "000000"
    sender = earlier.sender if earlier else home.name
    for serial in range(10):
        made = identifier.make(area, moment, serial=serial)
        rows = Alert.objects.unscoped("identifiers are unique on the whole site")
        if not rows.filter(identifier=made, sender=sender).exists():
            return made
    raise Invalid("alert.too_fast", _("同一秒内拟写了太多预警，请稍候再试。"))


def _as_piece(row: object) -> Piece:
    return Piece(**{name: getattr(row, name) for name in Piece.__dataclass_fields__})


def _record(kind: str, alert: Alert, actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("alert", alert.pk),
        division_path=alert.division_path,
        data={"title": str(alert)},
        is_drill=alert.is_drill,
    )
