"""The picture with its faces: for those who may see full personal data, for a reason, in the journal."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound
from qianshao.files.selectors import evidence_by_uid, whole_picture_of


def unmask_picture(*, uid: UUID, reason: str, actor: Actor, now: datetime) -> bytes:
    """The JPEG as it was taken. Counted with looks at telephone numbers; in the journal before it is read.

    Raises:
        NotFound: none in the scope, or nothing to look at. NotAllowed: no such right there, or enough for this hour.
        Invalid: no reason.
    """
    row = evidence_by_uid(actor.scope, uid)
    actor.demand("files.unmask", row.division_path)
    if not row.is_shown:
        raise NotFound("file.empty", _("这张照片现在看不了：{state}。"), state=row.label)
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("evidence", row.pk),
            division_path=row.division_path,
            reason=reason,
            field=_("照片原图"),
        )
    return whole_picture_of(actor.scope, uid)
