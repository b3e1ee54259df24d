"""Photos of the demonstration: drawn, not taken, with 演示数据 where a camera's stamp would be."""

import io
from datetime import datetime
from functools import cache
from uuid import UUID

from PIL import Image, ImageDraw

from qianshao.core.units import unit
from qianshao.demo.build import BUILDER
from qianshao.files.pictures import Picture, make_picture
from qianshao.files.services import bring, keep_made, write_brought

_MARK = "演示数据"  # zh: stamped on pictures
_SIZE = (480, 360)
_WALL, _FLOOR, _DOOR, _SKY = (214, 208, 196), (168, 160, 148), (112, 128, 140), (236, 238, 238)
_RUBBISH = (150, 106, 74)


def show(division_path: str, at: datetime, *, mended: bool) -> tuple[UUID, ...]:
    """One photo, kept: a passage that is blocked, or the same one cleared. Empty when the disk is nearly full."""
    data, picture = _drawn(mended)
    brought = bring(data, division_path=division_path, now=at)
    if brought is None:
        return ()
    with unit():
        (row,) = write_brought([brought])
    keep_made(row, picture, actor=BUILDER, now=at)
    return (row.uid,)


def sent(mended: bool = False) -> bytes:
    """The file as a phone would send it."""
    return _drawn(mended)[0]


@cache
def _drawn(mended: bool) -> tuple[bytes, Picture]:
    """The file, and the picture made of it once by the child process; every photo of its kind is the same."""
    image = Image.new("RGB", _SIZE, _WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 480, 70), fill=_SKY)
    draw.polygon([(0, 360), (150, 210), (330, 210), (480, 360)], fill=_FLOOR)
    draw.rectangle((190, 100, 290, 212), fill=_DOOR)
    draw.rectangle((200, 110, 280, 212), fill=(96, 110, 120))
    if not mended:
        for left, top in ((120, 250), (190, 230), (255, 262), (205, 285), (300, 240)):
            draw.rectangle((left, top, left + 76, top + 58), fill=_RUBBISH, outline=(104, 72, 48), width=3)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=80)
    return kept.getvalue(), make_picture(kept.getvalue(), _MARK)
