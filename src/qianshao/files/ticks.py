"""Sweeps over evidence: pictures still to be made, pieces nobody finishes, files no row knows."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Q, When

from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.files import store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.rules import NAMING_GRACE, PATIENCE
from qianshao.files.services import forget_again, keep_picture
from qianshao.files.states import EvidenceState

#: A picture takes a third of a second: one in a round, so that answers and calls are not kept waiting.
PER_ROUND = 1
_strangers: set[str] = set()


def keep_arrived(now: datetime, limit: int) -> int:
    """Make pictures of whole files; of those no record has named yet only after a while."""
    ready = Q(subject_id__isnull=False) | Q(received_at__lte=now - NAMING_GRACE)
    due = Evidence.objects.unscoped("pictures to be made").filter(ready, state=EvidenceState.ARRIVED)
    # A flood of strangers' photos keeps nobody's evidence waiting.
    first = Case(When(owner_id=0, then=1), default=0)
    rows = list(due.order_by(first, "tries", "received_at")[: min(limit, PER_ROUND)])
    for row in rows:
        keep_picture(row, actor=Actor.system("files.keep"), now=now)
    return len(rows)


def drop_unfinished(now: datetime, limit: int) -> int:
    """Forget the pieces of files that stopped coming long ago; the phone can begin anew."""
    stale = Evidence.objects.unscoped("uploads nobody finishes").filter(
        state=EvidenceState.COMING, created_at__lte=now - PATIENCE
    )
    rows = list(stale.filter(Q(last_part_at__isnull=True) | Q(last_part_at__lte=now - PATIENCE))[:limit])
    for row in rows:
        names = [part.name for part in row.parts.all()]
        with transaction.atomic(durable=True):
            row.parts.all().delete()
            Evidence.objects.unscoped("as above").filter(pk=row.pk).update(
                state=EvidenceState.AWAITED, received=0, total=0, sha256=""
            )
        store.drop(*names)
    return len(rows)


def drop_strangers(_now: datetime, limit: int) -> int:
    """Remove files that no row knows (left by a crash), if none knew them in the round before either."""
    found = {name for name, _path in store.names()}
    known = set(EvidencePart.objects.values_list("name", flat=True))
    pictures = Evidence.objects.unscoped("all files").exclude(kept_name="")
    for names in pictures.values_list("kept_name", "thumb_name", "masked_name"):
        known.update(name for name in names if name)
    strange = found - known
    gone = sorted(strange & _strangers)[:limit]
    store.drop(*gone)
    _strangers.clear()
    _strangers.update(strange - set(gone))
    return len(gone)


def keep_forgotten(now: datetime, _limit: int) -> int:
    """What was erased stays erased."""
    return forget_again(now)


SWEEPS = (
    Sweep("files.keep", keep_arrived, every=0.2),
    Sweep("files.unfinished", drop_unfinished, every=3600.0),
    Sweep("files.strangers", drop_strangers, every=6 * 3600.0),
    Sweep("files.forget", keep_forgotten, every=3600.0),
)
