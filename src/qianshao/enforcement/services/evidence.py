"""Evidence comes into a case and never leaves it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case, CaseAct, EvidenceItem
from qianshao.enforcement.rules.chain import START, Link, link_hash
from qianshao.enforcement.selectors.cases import pictures_sent
from qianshao.enforcement.services.writing import Told, beside, open_case_row
from qianshao.files.services import name_evidence

MOST_PHOTOS = 12


def add_evidence(
    *,
    case_id: int,
    photos: Sequence[UUID],
    words: str,
    officers: Sequence[int] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Take photos (or photographed papers) into the chain; ``words``: what they show.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no photo of one's own that has wholly come, or no words.
    """
    case = open_case_row(actor, case_id, "evidence", version)
    if not words.strip():
        raise Invalid("case.no_words", _("请写明照片上是什么。"))
    with unit():
        act = beside(case, "evidence", Told(words, officers), actor=actor, now=now)
        take_photos(case, act, photos, words, actor=actor, now=now)
    return case


def take_photos(case: Case, act: CaseAct, photos: Sequence[UUID], words: str, *, actor: Actor, now: datetime) -> None:
    """Link photos into the chain under an act, inside the caller's transaction.

    Raises:
        Invalid: no photo of one's own that has wholly come.
    """
    tied = name_evidence(
        uids=list(photos)[:MOST_PHOTOS],
        subject=("case_act", act.pk),
        division_path=case.division_path,
        made_at=None,
        position=None,
        is_drill=case.is_drill,
        actor=actor,
        now=now,
    )
    sent = pictures_sent(tied)
    if not sent:
        raise Invalid("case.no_photo", _("请选照片；只收 JPEG、PNG、WebP。"))
    for uid, sha256 in sent:
        _link(case, act, uid, sha256, words.strip()[:200])


def _link(case: Case, act: CaseAct, uid: UUID, sha256: str, words: str) -> None:
    """The next link. Two at once cannot take one number: the case's version has moved, and the number is unique."""
    last = case.evidence.order_by("-number").first()
    number = last.number + 1 if last else 1
    link = Link(number, str(uid), sha256, act.at, act.by_label, words)
    EvidenceItem.objects.create(
        case=case,
        act=act,
        number=number,
        uid=uid,
        sha256=sha256,
        words=words,
        at=act.at,
        by_label=act.by_label,
        chain=link_hash(last.chain if last else START, link),
    )
