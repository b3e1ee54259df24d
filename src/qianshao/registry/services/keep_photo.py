"""A picture is put to a record."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.files.services import name_evidence, receive_whole
from qianshao.journal.services import record
from qianshao.registry.services.writing import record_for

MOST_BYTES = 12 * 1024 * 1024


def keep_photo(*, record_id: int, data: bytes, actor: Actor, now: datetime) -> None:
    """Keep a photo of a record; it is opened and cleaned like every other picture.

    Raises:
        NotFound, NotAllowed: not in the area, or no right to look after records there.
        Invalid: nothing, or too much.
    """
    row = record_for(actor, record_id, "registry.verify")
    if not data or len(data) > MOST_BYTES:
        raise Invalid("photo.size", _("照片要在 {most} MB 以内，不能是空的。"), most=MOST_BYTES // 1024 // 1024)
    photo = receive_whole(data=data, actor=actor, now=now)
    with unit():
        name_evidence(
            uids=[photo.uid],
            subject=("record", row.pk),
            division_path=row.division_path,
            made_at=now,
            position=None,
            actor=actor,
            now=now,
        )
        record(
            kind="registry.photo_kept",
            actor=actor,
            now=now,
            subject=("record", row.pk),
            division_path=row.division_path,
            data={"kind": row.kind.name, "name": row.name},
        )
