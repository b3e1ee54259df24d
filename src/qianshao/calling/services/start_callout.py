"""Start a call-out: one row, a frozen phone book, and a case for every recipient. Idempotent and resumable."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qianshao.calling.models import CallOut
from qianshao.calling.selectors.ladders import plan_data_for
from qianshao.calling.services import outbox, wording
from qianshao.calling.services.sources import CASE_COLUMNS, CONTACT_COLUMNS, Cause, Recipients
from qianshao.calling.services.supersede_callout import carry_over
from qianshao.calling.states import LIVE, PERSON
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, TooLate
from qianshao.core.sql import Select, db_time, execute, fetch_all, is_sqlite
from qianshao.journal.services import record


def start_callout(
    cause: Cause,
    recipients: Sequence[Recipients],
    contacts: Iterable[Select],
    *,
    actor: Actor,
    now: datetime,
    texts: Mapping[str, str] | None = None,
    supersedes: CallOut | None = None,
) -> CallOut:
    """Call everybody the sources name, by the ladders in force now.

    The same cause again (a double click, a crash in the middle) continues the same call-out: who is in stays as
    they are, who is missing is added. The first messages leave while later recipients still come in.

    Args:
        cause: why; its ``not_after`` is the end of the alert's validity.
        recipients: audiences by weight; the ladder is looked up per audience.
        contacts: the phone book (``CONTACT_COLUMNS``) of everybody a case refers to.
        actor: who released it.
        now: the moment.
        texts: wording by ``recipient_kind.who.kind`` (see ``wording``) instead of the default one.
        supersedes: the call-out this one replaces (Update): its open cases are carried over at the end.

    Raises:
        NotAllowed: the actor may not start call-outs here.
        Invalid: the alert is over already, or an audience has no ladder.
        TooLate: the call-out was lifted or closed meanwhile.
    """
    actor.demand("calling.start", cause.division_path)
    if cause.not_after <= now:
        raise Invalid("callout.expired", _("预警已经过期，不能再发起叫应。"))
    callout = _open(cause, recipients, texts or {}, supersedes, actor, now)
    if callout.filled_at:
        return callout
    for source in contacts:
        with transaction.atomic(durable=True):
            _demand_live(callout)
            _add_contacts(callout, source)
    for group in recipients:
        index = _ladder_index(callout, group, now)
        late_at = now + timedelta(seconds=callout.plans[index].answer_within_s)
        for source in group.chunks:
            with transaction.atomic(durable=True):
                _demand_live(callout)
                _add_cases(callout, index, group.kind, source, now, late_at)
    _finish(callout, actor, now)
    return callout


def _open(
    cause: Cause,
    recipients: Sequence[Recipients],
    texts: Mapping[str, str],
    supersedes: CallOut | None,
    actor: Actor,
    now: datetime,
) -> CallOut:
    """The call-out's row, with its ladders and texts copied in; or the one that is there already."""
    known = CallOut.objects.unscoped("one call-out per cause").filter(cause_kind=cause.kind, cause_id=cause.id)
    if (found := known.first()) is not None:
        _demand_live(found)
        return found  # type: ignore[no-any-return]
    ladders = [plan_data_for(cause.hazard, cause.colour, group.audience, now) for group in recipients]
    try:
        return _write(cause, ladders, texts, supersedes, actor, now)
    except IntegrityError:  # the officer's press and the resuming sweep met: the first of them opened it
        found = known.first()
        if found is None:
            raise
        return found  # type: ignore[no-any-return]


def _write(
    cause: Cause,
    ladders: list[dict[str, Any]],
    texts: Mapping[str, str],
    supersedes: CallOut | None,
    actor: Actor,
    now: datetime,
) -> CallOut:
    with transaction.atomic(durable=True):
        callout: CallOut = CallOut.objects.create(
            cause_kind=cause.kind,
            cause_id=cause.id,
            title=cause.title,
            brief=cause.brief,
            is_drill=cause.is_drill,
            hazard=cause.hazard,
            colour=cause.colour,
            division_path=cause.division_path,
            ladders=ladders,
            texts={},
            supersedes=supersedes,
            started_at=now,
            started_by=actor.label,
            started_by_id=actor.user_id,
            not_after=cause.not_after,
        )
        _write_texts(callout, texts, now)
        record(
            kind="calling.started",
            actor=actor,
            now=now,
            subject=("callout", callout.pk),
            division_path=cause.division_path,
            data={"title": cause.title, "ladders": [(row["audience"], row["version"]) for row in ladders]},
            is_drill=cause.is_drill,
        )
    return callout


def _ladder_index(callout: CallOut, group: Recipients, now: datetime) -> int:
    """Where the audience's ladder stands in the copy; a resumed start may bring a new audience."""
    for index, ladder in enumerate(callout.ladders):
        if ladder["audience"] == group.audience:
            return index
    callout.ladders = [*callout.ladders, plan_data_for(callout.hazard, callout.colour, group.audience, now)]
    with transaction.atomic(durable=True):
        _demand_live(callout)
        _write_texts(callout, {}, now)
        callout.save(update_fields=["ladders"])
    return len(callout.ladders) - 1


def _write_texts(callout: CallOut, given: Mapping[str, str], now: datetime) -> None:
    # People are called in the site's language, whatever language the releasing officer reads.
    with override(settings.LANGUAGE_CODE):
        bodies = {**wording.bodies(callout.ladders, callout.title, callout.brief), **given}
    callout.texts |= {
        key: outbox.write_text(
            kind=wording.kind_of(key),
            title=callout.title,
            body=wording.marked(body, callout.is_drill),
            now=now,
        )
        for key, body in bodies.items()
        if key not in callout.texts
    }
    callout.save(update_fields=["texts"])


def _demand_live(callout: CallOut) -> None:
    """Nobody is added to a call-out that was lifted; on PostgreSQL the lock makes a lift wait for the chunk."""
    lock = "" if is_sqlite() else " FOR SHARE"
    rows = fetch_all(f"SELECT state FROM calling_callout WHERE id = %s{lock}", [callout.pk])
    if not rows or rows[0][0] not in LIVE:
        raise TooLate("callout.over", _("这次叫应已经解除或办结。"))


def _add_contacts(callout: CallOut, source: Select) -> int:
    columns = ", ".join(CONTACT_COLUMNS)
    return execute(
        f"INSERT INTO calling_contact (callout_id, {columns}) "
        f"SELECT {int(callout.pk)}, {columns} FROM ({source.sql}) AS src WHERE TRUE "
        "ON CONFLICT (callout_id, ref) DO NOTHING",
        source.params,
    )


def _add_cases(
    callout: CallOut, index: int, kind: str, source: Select, now: datetime, late_at: datetime
) -> int:
    """One chunk of cases, due at once. A case that is there stays as it is."""
    fixed: dict[str, Any] = {
        "callout_id": callout.pk,
        "recipient_kind": kind,
        "ladder_index": index,
        "round": 0,
        "step": 0,
        "try_no": 0,
        "attempts": 0,
        "due_at": db_time(now),
        "late_at": db_time(late_at),
        "state": "open",
        "version": 0,
        "last_result": "",
        "ended_by": "",
        "end_channel": "",
        "end_reason": "",
    }
    columns = ", ".join(CASE_COLUMNS)
    return execute(
        f"INSERT INTO calling_case ({', '.join(fixed)}, {columns}) "
        f"SELECT {', '.join(['%s'] * len(fixed))}, {columns} FROM ({source.sql}) AS src WHERE TRUE "
        "ON CONFLICT (callout_id, recipient_kind, recipient_id) DO NOTHING",
        (*fixed.values(), *source.params),
    )


def _finish(callout: CallOut, actor: Actor, now: datetime) -> None:
    """Everybody is in: count, carry over what this call-out replaces, say so."""
    with transaction.atomic(durable=True):
        _demand_live(callout)
        counts = dict(
            fetch_all(
                "SELECT recipient_kind, COUNT(*) FROM calling_case WHERE callout_id = %s GROUP BY recipient_kind",
                [callout.pk],
            )
        )
        total = sum(counts.values())
        persons = counts.get(PERSON, 0)
        own = CallOut.objects.unscoped("own row").filter(pk=callout.pk, filled_at__isnull=True)
        callout.filled_at, callout.total = now, total
        if not own.update(filled_at=now, total=total):  # another process finished the same start
            return
        if callout.supersedes is not None:
            carry_over(callout.supersedes, callout, actor=actor, now=now)
        record(
            kind="calling.filled",
            actor=actor,
            now=now,
            subject=("callout", callout.pk),
            division_path=callout.division_path,
            data={"persons": persons, "households": total - persons},
            is_drill=callout.is_drill,
        )


def missing_ladders(hazard: str, colour: str, audiences: Iterable[str], at: datetime) -> list[str]:
    """Audiences that could not be called, for the preview before a release."""
    missing = []
    for audience in audiences:
        try:
            plan_data_for(hazard, colour, audience, at)
        except Invalid:
            missing.append(audience)
    return missing


