"""An answer from a bound phone: who speaks is known by the person behind the phone's user, not by a link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.calling.models import Case
from qianshao.calling.services.answer_call import Incoming, Recorded, answer_on_behalf, record_answers
from qianshao.calling.states import PERSON, AnswerChannel, Who
from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound


def answer_by_phone(
    *, case_id: int, words: Mapping[str, Any], made_at: datetime, key: str, actor: Actor, now: datetime
) -> Recorded:
    """The holder answers a call: their own, or as stand-in, superior or guardian in their own name.

    The desk may also note on the way that it spoke with somebody (``calling.answer``), as at the desk.

    Args:
        made_at: the phone's clock when the button was pressed. ``now`` decides what came first.
        key: makes a repeated delivery the same answer.

    Raises:
        NotFound: no such case, or none of theirs.
    """
    case = Case.objects.unscoped("whose it is, is asked on the next line").filter(pk=case_id).first()
    who = _who(case, actor) if case else None
    if case and who is None and actor.scope.may("calling.answer", case.division_path):
        note = str(words.get("note") or "").strip()
        how = "；".join(part for part in ("手机端代记", note) if part)  # zh: kept with the answer
        return answer_on_behalf(case.pk, actor=actor, now=now, how=how, words=words, at=made_at)
    if case is None or who is None:
        raise NotFound("case.unknown", _("没有找到，或不在您的辖区。"))
    incoming = Incoming(
        case.pk,
        AnswerChannel.PHONE,
        made_at,
        who=who,
        by_label=actor.label,
        by_id=actor.user_id,
        words=words,
        key=key,
    )
    return record_answers([incoming], actor=actor, now=now)[0]


def _who(case: Case, actor: Actor) -> Who | None:
    """What the holder is to the case; None when nothing."""
    person = actor.person_id
    if person is None:
        return None
    if case.recipient_kind == PERSON and case.recipient_id == person:
        return Who.SELF
    refs = {case.standin_ref: Who.STANDIN, case.superior_ref: Who.SUPERIOR, case.guardian_ref: Who.GUARDIAN}
    return refs.get(person)
