"""Levels of divisions, as the statistics bureau numbers them; the grid is ours."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _


class Level(IntEnum):
    """1 province … 5 village, 6 grid."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5
    GRID = 6


NAMES = {
    Level.PROVINCE: _("省"),
    Level.CITY: _("市"),
    Level.COUNTY: _("县"),
    Level.TOWNSHIP: _("乡镇"),
    Level.VILLAGE: _("村"),
    Level.GRID: _("网格"),
}
