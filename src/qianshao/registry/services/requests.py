"""Changes asked for from below and decided above."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.states import move
from qianshao.journal.services import record
from qianshao.registry.models import ChangeRequest, Kind, Record
from qianshao.registry.records import PERSONAL, clean, in_words
from qianshao.registry.services.edit_record import write_change, write_new
from qianshao.registry.services.writing import demand_area, kind_for, record_for
from qianshao.registry.states import REQUEST_MOVES, REQUEST_WORDS, RequestState


def request_change(
    *,
    record_id: int | None = None,
    kind: str = "",
    values: Mapping[str, Any],
    words: str = "",
    actor: Actor,
    now: datetime,
) -> ChangeRequest:
    """Ask for a change of a record, or with ``kind`` for a new one; nothing changes before somebody agrees.

    Raises:
        Invalid: a value that cannot be.
        NotFound, NotAllowed: not in the area, or no right to ask there.
    """
    row = record_for(actor, record_id, "registry.ask") if record_id is not None else None
    sort = row.kind if row else kind_for(kind)
    path = row.division_path if row else _area(values, actor)
    cleaned = clean(sort, values, whole=row is None)
    if not cleaned:
        raise Invalid("request.empty", _("没有要改的内容"))
    hidden = PERSONAL | sort.personal_keys
    with transaction.atomic(durable=True):
        asked = ChangeRequest.objects.create(
            record=row,
            kind=sort,
            division_path=path,
            proposed={key: value for key, value in cleaned.items() if key not in hidden},
            sealed=_sealed({key: value for key, value in cleaned.items() if key in hidden}),
            base_version=row.version if row else 0,
            words=words.strip()[:200],
            asked_at=now,
            asked_by=actor.label[:80],
            asked_by_id=actor.user_id,
        )
        _note("registry.asked", asked, actor, now, fields=in_words(sort, cleaned))
    return asked


def _area(values: Mapping[str, Any], actor: Actor) -> str:
    path = str(values.get("division_path") or "")
    if not path:
        raise Invalid("record.area", _("没有选所在区划"))
    actor.demand("registry.ask", path)
    demand_area(path)
    return path


def _sealed(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""


def decide_change(*, request_id: int, accept: bool, reason: str = "", actor: Actor, now: datetime) -> ChangeRequest:
    """Agree, and the change is made; or refuse, with a reason. Nobody decides what they asked for themselves.

    Raises:
        Invalid: no reason to a refusal, a value that no longer fits its kind.
        NotAllowed: one's own request.
        Stale: decided already.
    """
    asked = _request_for(actor, request_id, "registry.decide")
    if actor.user_id is not None and asked.asked_by_id == actor.user_id:
        raise NotAllowed("request.own", _("自己的申请要由别人审批"))
    words = reason.strip()[:200]
    if not accept and not words:
        raise Invalid("request.reason", _("不同意时请写明原因"))
    stamp = {"decided_at": now, "decided_by": actor.label[:80], "reason": words}
    with transaction.atomic(durable=True):
        move(asked, REQUEST_MOVES["accept" if accept else "refuse"], **stamp)
        if accept:
            _make(asked, actor, now)
        result = str(REQUEST_WORDS[asked.state])
        _note("registry.decided", asked, actor, now, result=result, reason=words or "—")
    return asked


def _make(asked: ChangeRequest, actor: Actor, now: datetime) -> None:
    """The change as it was asked, checked again: the kind's fields may have changed since."""
    kind = Kind.objects.get(pk=asked.kind_id)
    if asked.record_id is None:
        created = write_new(kind, clean(kind, asked.values, whole=True), actor=actor, now=now)
        ChangeRequest.objects.unscoped("the request was found in scope").filter(pk=asked.pk).update(record=created)
        asked.record = created
        return
    rows = Record.objects.unscoped("the request was found in scope").select_related("kind")
    row = rows.get(pk=asked.record_id)
    cleaned = clean(kind, asked.values)
    if (path := cleaned.get("division_path", row.division_path)) != row.division_path:
        actor.demand("registry.decide", path)
        demand_area(path)
    write_change(row, row.version, cleaned, actor=actor, now=now)


def withdraw_change(*, request_id: int, actor: Actor, now: datetime) -> ChangeRequest:
    """Take one's own request back.

    Raises:
        NotAllowed: somebody else's.
        Stale: decided already.
    """
    asked = _request_for(actor, request_id, "registry.ask")
    if asked.asked_by_id != actor.user_id:
        raise NotAllowed("request.others", _("只能撤回自己的申请"))
    with transaction.atomic(durable=True):
        move(asked, REQUEST_MOVES["withdraw"], decided_at=now, decided_by=actor.label[:80])
        result = str(REQUEST_WORDS[RequestState.WITHDRAWN])
        _note("registry.decided", asked, actor, now, result=result, reason="—")
    return asked


def _request_for(actor: Actor, request_id: int, action: str) -> ChangeRequest:
    rows = ChangeRequest.objects.within(actor.scope).select_related("kind", "record")
    found: ChangeRequest | None = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFound("request.unknown", _("没有找到这条申请，或不在您的辖区"))
    actor.demand(action, found.division_path)
    return found


def _note(kind: str, asked: ChangeRequest, actor: Actor, now: datetime, **data: Any) -> None:
    name = asked.record.name if asked.record else asked.proposed.get("name", "")
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("change_request", asked.pk),
        division_path=asked.division_path,
        data={"kind": asked.kind.name, "name": name, **data},
    )
