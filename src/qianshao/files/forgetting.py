"""Photos tied to an affair go with its personal data; the table is written anew, so that no old key stays on disk."""

from datetime import datetime

from qianshao.core.forgetting import Affair, Forgetter
from qianshao.files.services import forget_subject


def forget_photos(affair: Affair, now: datetime) -> int:
    """Forget the photos of the affair itself; those its room named it has forgotten in its own name."""
    return forget_subject(subject=(affair.kind, affair.id), now=now)


FORGETTERS = (Forgetter("evidence", ("files_evidence", "files_evidencepart"), forget_photos),)
