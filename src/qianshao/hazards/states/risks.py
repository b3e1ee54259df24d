"""Words of risk points (双重预防). Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Method(StrEnum):
    """How a risk is assessed."""

    LEC = "lec"
    MATRIX = "matrix"


class ControlSort(StrEnum):
    """Kinds of control measures."""

    ENGINEERING = "engineering"
    MANAGEMENT = "management"
    TRAINING = "training"
    PROTECTION = "protection"
    EMERGENCY = "emergency"


class Keeper(StrEnum):
    """Who holds the risk, the lowest first."""

    ENTERPRISE = "enterprise"
    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


#: The four colours, the least first; the empty one: nobody has assessed it.
COLOURS = ("blue", "yellow", "orange", "red")
COLOUR_LABELS = {"red": _("红"), "orange": _("橙"), "yellow": _("黄"), "blue": _("蓝"), "": _("未评估")}
COLOUR_NAMES = {
    "red": _("重大风险"),
    "orange": _("较大风险"),
    "yellow": _("一般风险"),
    "blue": _("低风险"),
    "": _("未评估"),
}
METHOD_LABELS = {Method.LEC: _("作业条件危险性评价（LEC）"), Method.MATRIX: _("风险矩阵")}
SORT_LABELS = {
    ControlSort.ENGINEERING: _("工程技术"),
    ControlSort.MANAGEMENT: _("管理"),
    ControlSort.TRAINING: _("培训教育"),
    ControlSort.PROTECTION: _("个体防护"),
    ControlSort.EMERGENCY: _("应急处置"),
}
KEEPER_LABELS = {
    Keeper.COUNTY: _("县级"),
    Keeper.TOWN: _("乡镇级"),
    Keeper.VILLAGE: _("村级"),
    Keeper.ENTERPRISE: _("企业"),
}
#: Five steps each, in words, from the least.
LIKELIHOODS = {1: _("几乎不会"), 2: _("不太会"), 3: _("可能"), 4: _("很可能"), 5: _("几乎一定")}
CONSEQUENCES = {1: _("很轻"), 2: _("较轻"), 3: _("一般"), 4: _("严重"), 5: _("极严重")}
