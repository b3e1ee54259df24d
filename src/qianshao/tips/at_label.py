"""The sign for everybody, of a place whose label an officer has read."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.registry.at_label import Offer, Reader


def at_desk(reader: Reader, record: Any) -> list[Offer]:
    """Print it."""
    if reader.on_phone or not reader.scope.may("tips.signs", record.division_path):
        return []
    return [Offer(_("打印随手报牌子"), "qrcode", f"{reverse('tips:signs')}?{urlencode({'code': record.code})}")]


OFFERS = at_desk
