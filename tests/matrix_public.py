"""Objects of the public room for the permission matrix."""

from collections.abc import Mapping
from typing import Any

from qianshao.divisions.models import Division
from qianshao.places import services as places
from qianshao.places.models import Shelter
from qianshao.public.models import DutyLine
from qianshao.public.services import save_line
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def line(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An office's telephone in the area."""
    name = f"值班室{DutyLine.objects.unscoped('a test counts').count()}"
    made = save_line(division_path=where.path, name=name, phone="0376-6123456", actor=SYSTEM, now=cast.now)
    return {"line_id": made.pk}


def shelter(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A shelter of the area."""
    name = f"公众安置点{Shelter.objects.unscoped('a test counts').count()}"
    made = places.create_shelter(name=name, division_path=where.path, capacity=9, actor=SYSTEM, now=cast.now)
    return {"shelter_id": made.pk}


OBJECTS: dict[str, Builder] = {
    "public:shelter": shelter,
    "public:line-edit": line,
    "public:line-drop": line,
}
