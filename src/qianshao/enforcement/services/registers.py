"""The registers: who may enforce, and what a township may punish."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.units import unit
from qianshao.divisions.selectors import names_of
from qianshao.enforcement.models import Delegation, Officer
from qianshao.enforcement.rules.cases import TOWN_PATH
from qianshao.enforcement.selectors.registers import day_of, delegation_of, officer_of
from qianshao.journal.services import record

MOST_MATTERS = 300


def save_officer(
    *,
    name: str,
    certificate: str,
    organisation: str,
    division_path: str,
    valid_from: date,
    valid_until: date,
    issuer: str = "",
    officer_id: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Officer:
    """Take an officer into the register, or correct one (a renewed certificate).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: something is missing, or the certificate number is somebody else's.
    """
    actor.demand("enforcement.officers", division_path or "0")
    found = officer_of(actor.scope, officer_id) if officer_id is not None else None
    if found is not None:
        actor.demand("enforcement.officers", found.division_path)
    texts = {"name": name.strip()[:40], "certificate": certificate.strip()[:40]}
    texts |= {"organisation": organisation.strip()[:80]}
    if not all(texts.values()) or division_path not in names_of({division_path}):
        raise Invalid("officer.missing", _("请写姓名、执法证号、单位和执法区域。"))
    if valid_from > valid_until:
        raise Invalid("officer.dates", _("有效期的起止不对。"))
    given = {**texts, "division_path": division_path, "valid_from": valid_from, "valid_until": valid_until}
    given |= {"issuer": issuer.strip()[:80], "saved_at": now, "saved_by": actor.label[:80]}
    try:
        with unit():
            made = _written(found, version, given)
            _note("officer_saved", ("officer", made.pk), division_path, actor, now, certificate=made.certificate)
    except IntegrityError as error:
        raise Invalid("officer.twice", _("这个执法证号已经登记过了。")) from error
    return made


def _written(found: Officer | None, version: int | None, given: dict[str, object]) -> Officer:
    if found is None:
        with transaction.atomic():
            made: Officer = Officer.objects.create(**given)
        return made
    same = Officer.objects.unscoped("found in scope").filter(pk=found.pk, version=found.version)
    if (version is not None and version != found.version) or not same.update(**given, version=found.version + 1):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    found.refresh_from_db(from_queryset=Officer.objects.unscoped("found in scope"))
    return found


def retire_officer(*, officer_id: int, actor: Actor, now: datetime) -> Officer:
    """Not an officer any more; what they signed stays.

    Raises:
        NotFound, NotAllowed. Stale: retired already.
    """
    found = officer_of(actor.scope, officer_id)
    actor.demand("enforcement.officers", found.division_path)
    with unit():
        rows = Officer.objects.unscoped("found in scope").filter(pk=found.pk, retired_at__isnull=True)
        if not rows.update(retired_at=now, version=found.version + 1):
            raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
        found.retired_at = now
        where = found.division_path
        _note("officer_ended", ("officer", found.pk), where, actor, now, certificate=found.certificate)
    return found


def save_delegation(
    *,
    division_path: str,
    document: str,
    matters: Sequence[str],
    valid_from: date,
    valid_until: date | None = None,
    document_no: str = "",
    actor: Actor,
    now: datetime,
) -> Delegation:
    """Write down what the province has delegated to a township (行政处罚法 24).

    Raises:
        NotFound, NotAllowed. Invalid: no township, no document, no matters, impossible dates.
    """
    actor.demand("enforcement.delegations", division_path or "0")
    kept = list(dict.fromkeys(line.strip()[:120] for line in matters if line.strip()))
    names = names_of({division_path})
    if len(division_path) != TOWN_PATH or division_path not in names:
        raise Invalid("delegation.town", _("请选乡镇。"))
    if not document.strip() or not kept or len(kept) > MOST_MATTERS:
        raise Invalid("delegation.missing", _("请写赋权文件和事项，每行一项，最多 300 项。"))
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("delegation.dates", _("有效期的起止不对。"))
    with unit():
        made: Delegation = Delegation.objects.create(
            division_path=division_path,
            town_name=names[division_path][:80],
            document=document.strip()[:120],
            document_no=document_no.strip()[:60],
            matters=kept,
            valid_from=valid_from,
            valid_until=valid_until,
            saved_at=now,
            saved_by=actor.label[:80],
        )
        data = {"document": made.document, "count": len(kept)}
        _note("delegated", ("delegation", made.pk), division_path, actor, now, **data)
    return made


def end_delegation(*, delegation_id: int, words: str, actor: Actor, now: datetime) -> Delegation:
    """From tomorrow on the township may not punish these matters any more.

    Raises:
        NotFound, NotAllowed. Stale: it has ended. Invalid: no words.
    """
    found = delegation_of(actor.scope, delegation_id)
    actor.demand("enforcement.delegations", found.division_path)
    today = day_of(now)
    if not words.strip():
        raise Invalid("delegation.words", _("请写明为什么终止。"))
    if found.valid_from > today or (found.valid_until is not None and found.valid_until <= today):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    with unit():
        mine = Delegation.objects.unscoped("found in scope").filter(pk=found.pk, version=found.version)
        ended = {"valid_until": today, "ended_by": actor.label[:80], "end_words": words.strip()[:200]}
        if not mine.update(**ended, version=found.version + 1):
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
        where = found.division_path
        _note("delegation_ended", ("delegation", found.pk), where, actor, now, document=found.document)
    found.valid_until = today
    return found


def _note(kind: str, subject: tuple[str, int], path: str, actor: Actor, now: datetime, **data: object) -> None:
    record(kind=f"enforcement.{kind}", actor=actor, now=now, subject=subject, division_path=path, data=data)
