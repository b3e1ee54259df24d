"""Take in one CAP message: judge it, keep it, change nothing when it is here already."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qianshao.alerts import hazards
from qianshao.alerts.cap.message import Alert as Message
from qianshao.alerts.cap.message import Info
from qianshao.alerts.cap.verdict import REFUSED, Limits, Verdict, judge
from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.area import home_of
from qianshao.alerts.selectors.tables import hazards_at
from qianshao.alerts.services.write_rows import pieces_of, write_pieces, write_references
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.journal.services import record

MOST_REFERENCES = 100


class CapRefused(Invalid):
    """The message was refused; ``verdict`` has every reason with its line."""

    def __init__(self, verdict: Verdict) -> None:
        first = verdict.reasons[0]
        where = _("第 {line} 行：").format(line=first.line) if first.line else ""
        super().__init__("cap.refused", _("报文被拒收。") + f"{where}{first.sentence}")
        self.verdict = verdict


@dataclass(frozen=True)
class Received:
    """The stored alert; ``created`` is False when it had been delivered before."""

    alert: Alert
    verdict: Verdict
    created: bool


def receive_cap(
    data: bytes,
    *,
    source: str,
    actor: Actor,
    now: datetime,
    limits: Limits | None = None,
    trusted: Collection[str] = (),
) -> Received:
    """Keep a CAP message as a draft. Nothing is ever released by receiving it.

    Raises:
        CapRefused: it cannot be used; nothing was written.
        NotAllowed: the actor may not receive alerts here.
    """
    home = home_of(actor.scope)
    actor.demand("alerts.receive", home.path)
    verdict = judge(data, now=now, limits=limits, trusted=trusted)
    if verdict.outcome == REFUSED or verdict.alert is None:
        raise CapRefused(verdict)
    message = verdict.alert
    if max(len(message.identifier), len(message.sender)) > 255:
        raise Invalid("cap.long_identity", _("编号或发布者超过 255 个字，无法保存。"))
    if len(message.references) > MOST_REFERENCES:
        raise Invalid("cap.references", _("引用了太多预警，最多 {most} 条。"), most=MOST_REFERENCES)
    digest = hashlib.sha256(data).hexdigest()
    known = _known(message)
    if known is None:
        try:
            with transaction.atomic(durable=True):
                alert = _store(message, verdict, data, digest, home.path, source, actor, now)
            return Received(alert, verdict, True)
        except IntegrityError:
            # Two deliveries at the same moment: the other one was first.
            known = _known(message)
            if known is None:
                raise
    if not actor.scope.sees(known.division_path):
        raise Invalid("cap.elsewhere", _("同一编号的预警已由别的单位接收。"))
    if known.raw_sha256 != digest:
        _note_difference(known, digest, actor, now)
    return Received(known, verdict, False)


def _known(message: Message) -> Alert | None:
    rows = Alert.objects.unscoped("identifier, sender and sent are unique on the whole site")
    found: Alert | None = rows.filter(identifier=message.identifier, sender=message.sender, sent=message.sent).first()
    return found


def _store(
    message: Message,
    verdict: Verdict,
    data: bytes,
    digest: str,
    path: str,
    source: str,
    actor: Actor,
    now: datetime,
) -> Alert:
    info = _main_info(message)
    found = hazards.recognise(info, hazards_at(now))
    alert: Alert = Alert.objects.create(
        identifier=message.identifier,
        sender=message.sender,
        sent=message.sent,
        source=source,
        status=message.status,
        msg_type=message.msg_type,
        scope=message.scope,
        is_drill=message.status == "Exercise",
        hazard=found.hazard or "",
        colour=found.colour or "",
        event=info.event[:120],
        sender_name=(info.sender_name or message.sender)[:120],
        headline=(info.headline or info.event)[:300],
        description=info.description,
        instruction=info.instruction,
        effective=info.effective,
        onset=info.onset,
        expires=message.expires,
        raw=data,
        raw_sha256=digest,
        verdict=verdict.as_dict(),
        signature_state=verdict.signature.state,
        division_path=path,
        received_at=now,
        received_by=actor.label[:80],
    )
    write_pieces(alert, pieces_of(area for one in message.infos for area in one.areas))
    write_references(alert, ((one.sender, one.identifier, one.sent) for one in message.references))
    record(
        kind="alerts.received",
        actor=actor,
        now=now,
        subject=("alert", alert.pk),
        division_path=path,
        data={"title": str(alert), "sender": message.sender, "signature": verdict.signature.state},
        is_drill=alert.is_drill,
    )
    return alert


def _main_info(message: Message) -> Info:
    """The Chinese block, else the first, else an empty one (a bare Cancel has none)."""
    chinese = [one for one in message.infos if one.language.lower().startswith("zh")]
    return (chinese or list(message.infos) or [Info(event="")])[0]


def _note_difference(known: Alert, digest: str, actor: Actor, now: datetime) -> None:
    """The same identity with other bytes changes nothing, but an officer should know (T5)."""
    with transaction.atomic(durable=True):
        record(
            kind="alerts.redelivered",
            actor=actor,
            now=now,
            subject=("alert", known.pk),
            division_path=known.division_path,
            data={"sha256": digest},
            is_drill=known.is_drill,
        )
