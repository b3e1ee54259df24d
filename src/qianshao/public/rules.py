"""What may stand on a public page, and in which order. Pure."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qianshao.core.text import MOBILE

#: A position is kept to about 100 metres: near enough for an order, too coarse for a door.
FINE, COARSE = 3, 2
_OFFICE = re.compile(r"0\d{2,3}-?[2-9]\d{6,7}(?:-\d{1,5})?|[2-9]\d{6,7}|1\d{2,4}|[48]00-?\d{3}-?\d{4}", re.ASCII)


@dataclass(frozen=True)
class Spot:
    """A place to measure from, longitude and latitude in degrees, rounded."""

    lon: float
    lat: float

    def rounded(self, digits: int) -> "Spot":
        """The same place, coarser."""
        return Spot(round(self.lon, digits), round(self.lat, digits))

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{self.lon:g},{self.lat:g}"


def spot_in(text: str) -> Spot | None:
    """The position in ``114.85,31.66`` (longitude, latitude); None for anything else."""
    parts = text.split(",")
    if len(parts) != 2 or len(text) > 40:
        return None
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # also what is no number at all
        return None
    return Spot(lon, lat).rounded(FINE)


def line_fault(phone: str) -> "object | None":
    """Why a number may not be published as an office's, in words; None when it may."""
    text = phone.strip().replace(" ", "")
    if MOBILE.search(text):
        return _("这是个人手机号，不能公开。请填办公室固定电话。")
    if not _OFFICE.fullmatch(text):
        return _("不是固定电话。写区号加号码，例如 0376-6123456，或三到五位的短号。")
    return None
