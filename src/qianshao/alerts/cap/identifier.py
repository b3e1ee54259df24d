"""The 12379-style identifier ``ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N``.

``[C]`` 突发事件预警信息取值规则及说明, annex A: 6 digits of the area (GB/T 2260), 3 of the agency
(GB/T 4657), 3 of the unit inside it, 2 of extension, Beijing time, and a serial for the same second.
``[U]`` 416 for meteorology.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from qianshao.alerts.cap.writer import BEIJING

_PATTERN = re.compile(r"(\d{6})(\d{3})(\d{3})(\d{2})_(\d{14})(?:_(\d))?", re.ASCII)


@dataclass(frozen=True)
class Identifier:
    """The parts; ``made_at`` is aware (Beijing)."""

    area: str
    agency: str
    unit: str
    extension: str
    made_at: datetime
    serial: int

    def __str__(self) -> str:
        stamp = f"{self.made_at.astimezone(BEIJING):%Y%m%d%H%M%S}"
        return f"{self.area}{self.agency}{self.unit}{self.extension}_{stamp}_{self.serial}"


def parse(text: str) -> Identifier | None:
    """The parts of such an identifier, or None for any other (the serial may be missing in older ones)."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    try:
        made_at = datetime.strptime(match[5], "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
    return Identifier(match[1], match[2], match[3], match[4], made_at, int(match[6] or 0))


def make(area: str, now: datetime, *, agency: str = "000", serial: int = 0) -> str:
    """A new identifier for a message composed here.

    :param area: division code; its first six digits are used.
    """
    return str(Identifier(area[:6], agency, "000", "00", now, serial))
