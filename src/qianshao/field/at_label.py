"""On a bound phone a label leads into the phone's own app, which works without a network."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.inspections.at_label import due_visits, offer_of
from qianshao.registry.at_label import Offer, Reader


def on_phone(reader: Reader, record: Any) -> list[Offer]:
    """The visits due there with the code that was read, and 报隐患 with the place."""
    if not reader.on_phone:
        return []
    app = reverse("field:app")
    found = [offer_of(visit, f"{app}#/visit/{visit.pk}/{record.code}") for visit in due_visits(reader, record)]
    if reader.scope.may("hazards.find", record.division_path):
        found.append(Offer(_("报隐患"), "alert-triangle", f"{app}#/find/{record.uid}/{quote(record.name, safe='')}"))
    return found


OFFERS = on_phone
