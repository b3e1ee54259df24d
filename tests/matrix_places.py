"""Objects for the permission matrix: shelters, what they need, and files of them."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.places import services as places
from qianshao.places.models import FacilityItem, Shelter, ShelterClass
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def shelter(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A shelter of the area."""
    count = Shelter.objects.unscoped("a test counts").count()
    made = places.create_shelter(
        actor=SYSTEM, now=cast.now, name=f"某安置点{count}", division_path=where.path, capacity=9,
        keeper_name="某某", keeper_phone="13900100000",
    )  # fmt: skip
    return {"shelter_id": made.pk}


def shelter_need(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something a shelter of the area lacks."""
    made = shelter(cast, where)
    need = places.request_need(actor=SYSTEM, now=cast.now, kind="water", **made)
    return {**made, "need_id": need.pk}


def shelter_batch(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of shelters checked by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"places.import"})}))
    rows = "名称,可容人数\n某小学,300\n".encode()
    return {"batch_id": places.check_file(name="安置点.csv", data=rows, actor=clerk, now=cast.now).pk}


def shelter_batch_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of shelters to be dropped."""
    return {**shelter_batch(cast, where), "what": "drop"}


def shelter_class(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A class of the site; the neighbouring county asks for one there is none of."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"class_id": 0 if elsewhere else ShelterClass.objects.first().pk}


def facility_item(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A line of the checklist, likewise."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"item_id": 0 if elsewhere else FacilityItem.objects.first().pk}


OBJECTS: dict[str, Builder] = {
    "places:shelter": shelter,
    "places:shelter-edit": shelter,
    "places:shelter-retire": shelter,
    "places:shelter-state": shelter,
    "places:shelter-reveal": shelter,
    "places:inspect": shelter,
    "places:sheet": shelter,
    "places:need-new": shelter,
    "places:need-answer": shelter_need,
    "places:import": shelter_batch,
    "places:import-problems": shelter_batch,
    "places:import-act": shelter_batch_act,
    "places:class-edit": shelter_class,
    "places:item-edit": facility_item,
}
