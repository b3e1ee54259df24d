"""States of a shelter and the only moves between them. Pure data."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class ShelterState(StrEnum):
    """Whether people may come."""

    STANDBY = "standby"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


STATE_WORDS: Mapping[str, "str | Promise"] = {
    ShelterState.STANDBY: _("平时待用"),
    ShelterState.OPEN: _("已启用"),
    ShelterState.FULL: _("停止接收"),
    ShelterState.CLOSED: _("不能用"),
}
#: In order of urgency for whoever looks for a place.
ORDER = (ShelterState.OPEN, ShelterState.FULL, ShelterState.STANDBY, ShelterState.CLOSED)

_S = ShelterState
#: A closed shelter (damaged, cut off) is not opened by the way: somebody first says that it can be used again.
MOVES = table(
    (_S.OPEN, (_S.STANDBY, _S.FULL), _S.OPEN, "places.state"),
    (_S.FULL, (_S.OPEN, _S.STANDBY), _S.FULL, "places.state"),
    (_S.STANDBY, (_S.OPEN, _S.FULL, _S.CLOSED), _S.STANDBY, "places.state"),
    (_S.CLOSED, (_S.STANDBY, _S.OPEN, _S.FULL), _S.CLOSED, "places.state"),
)


class Threat(StrEnum):
    """What a shelter may be unsafe for. The codes are those of danger zones, and some more."""

    TORRENT = "torrent"
    GEOLOGY = "geology"
    LOWLAND = "lowland"
    HOUSE = "house"
    RESERVOIR = "reservoir"
    RIVER = "river"
    FIRE = "fire"
    WIND = "wind"
    SNOW = "snow"
    QUAKE = "quake"
    CHEMICAL = "chemical"
    OTHER = "other"


THREAT_WORDS: Mapping[str, "str | Promise"] = {
    Threat.TORRENT: _("山洪"),
    Threat.GEOLOGY: _("地质灾害"),
    Threat.LOWLAND: _("低洼易涝"),
    Threat.HOUSE: _("危房"),
    Threat.RESERVOIR: _("水库下游"),
    Threat.RIVER: _("河道滩区"),
    Threat.FIRE: _("林边火险"),
    Threat.WIND: _("台风大风"),
    Threat.SNOW: _("暴雪低温"),
    Threat.QUAKE: _("地震"),
    Threat.CHEMICAL: _("危险化学品"),
    Threat.OTHER: _("其他"),
}
