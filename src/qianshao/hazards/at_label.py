"""报隐患 at a place whose label somebody has read: the place is filled in."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.registry.at_label import Offer, Reader


def at_desk(reader: Reader, record: Any) -> list[Offer]:
    """The form, for whoever may find hazards there and signed in with a password."""
    if reader.on_phone or not reader.scope.may("hazards.find", record.division_path):
        return []
    return [Offer(_("报隐患"), "alert-triangle", f"{reverse('hazards:hazard-new')}?place={record.uid}")]


OFFERS = at_desk
