"""Let the configured outside service look at a hazard's photo. It only adds words; who asked is in the journal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.files.selectors import picture_of
from qianshao.hazards.assist.vision import Eye, see
from qianshao.hazards.selectors.ledger import acts_of, hazard_of, photos_of
from qianshao.journal.services import record


def ask_eye(*, hazard_id: int, eye: Eye, actor: Actor, now: datetime) -> str:
    """What the service says that the first photo shows. Nothing about the hazard changes.

    Raises:
        NotAllowed: the actor may not verify hazards there.
        NotFound: no such hazard in the scope.
        Invalid: no photo can be shown, no service is configured, or it did not answer.
    """
    row = hazard_of(actor.scope, hazard_id)
    actor.demand("hazards.verify", row.division_path)
    shown = [one for photos in photos_of(actor.scope, acts_of(row)).values() for one in photos if one.is_shown]
    if not shown:
        raise Invalid("vision.photo", _("这条隐患没有能看的照片。"))
    words = see(eye, picture_of(actor.scope, shown[0].uid))
    with transaction.atomic(durable=True):
        record(
            kind="hazards.eye",
            actor=actor,
            now=now,
            subject=("hazard", row.pk),
            division_path=row.division_path,
            data={"no": row.no},
            is_drill=row.is_drill,
        )
    return words
