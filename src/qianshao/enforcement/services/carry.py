"""A case begins with a check that was already made: what the inspection wrote is not typed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.units import compound
from qianshao.enforcement.models import Case
from qianshao.enforcement.selectors.cases import photos_of_hazard
from qianshao.enforcement.services.evidence import MOST_PHOTOS, add_evidence
from qianshao.enforcement.services.open import open_case
from qianshao.enforcement.services.record import order_mending, record_check
from qianshao.files.selectors import whole_picture_of
from qianshao.files.services import receive_whole


@dataclass(frozen=True)
class Checked:
    """The check as it was made, by which officers of the register; ``due_at``: with an order to mend by then."""

    words: str
    officers: Sequence[int]
    is_refused: bool = False
    due_at: datetime | None = None
    order_words: str = ""
    takes_photos: bool = True


def open_checked(*, hazard_id: int, check: Checked, actor: Actor, now: datetime, **given: Any) -> Case:
    """Open a case out of a hazard with the check that found it: the check, its photos and, with a date, the order to
    mend are written in the same transaction.

    Raises:
        As ``open_case``, ``record_check``, ``order_mending``: all or nothing.
    """
    if check.due_at is not None and not check.order_words.strip():
        raise Invalid("case.no_words", _("请写整改什么、怎么改。"))
    copies = _copies(hazard_id, actor, now) if check.takes_photos else []
    who: dict[str, Any] = {"officers": list(check.officers), "actor": actor, "now": now}
    with compound():
        made = open_case(hazard_id=hazard_id, actor=actor, now=now, **given)
        made = record_check(case_id=made.pk, words=check.words, sign_refused=check.is_refused, **who)
        for uid, words in copies:
            made = add_evidence(case_id=made.pk, photos=[uid], words=words, actor=actor, now=now)
        if check.due_at is not None:
            made = order_mending(case_id=made.pk, words=check.order_words, due_at=check.due_at, **who)
    return made


def _copies(hazard_id: int, actor: Actor, now: datetime) -> list[tuple[UUID, str]]:
    """The hazard's photos once more: a photo belongs to one record, and a case never gives one back."""
    found = []
    for row in photos_of_hazard(actor.scope, hazard_id)[:MOST_PHOTOS]:
        try:
            data = whole_picture_of(actor.scope, row.uid)
        except NotFound:
            continue
        words = _("隐患照片，原照片 SHA-256 {sha}").format(sha=row.sha256[:16])
        found.append((receive_whole(data=data, actor=actor, now=now).uid, words))
    return found
