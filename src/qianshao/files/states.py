"""The life of a piece of evidence. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class EvidenceState(StrEnum):
    """AWAITED: named, nothing here yet. ARRIVED: whole, not looked into. KEPT: can be shown."""

    AWAITED = "awaited"
    COMING = "coming"
    ARRIVED = "arrived"
    KEPT = "kept"
    REFUSED = "refused"
    ERASED = "erased"


#: More bytes are welcome in these.
OPEN = (EvidenceState.AWAITED, EvidenceState.COMING)

STATE_LABELS = {
    EvidenceState.AWAITED: _("照片还没传到"),
    EvidenceState.COMING: _("照片正在传"),
    EvidenceState.ARRIVED: _("照片处理中"),
    EvidenceState.KEPT: _("照片"),
    EvidenceState.REFUSED: _("不是能看的照片"),
    EvidenceState.ERASED: _("照片已销毁"),
}
#: Why a file could not become a picture, by the child's code.
WHYS = {
    "format": _("只收 JPEG、PNG、WebP 照片"),
    "pixels": _("照片的像素太多"),
    "broken": _("照片已损坏"),
    "child": _("照片打不开"),
}
