"""Who may do what about patrols and inspections."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

_BELOW = ("village_cadre", "grid_worker")

ACTIONS: tuple[Action, ...] = (
    Action("inspections.view", _("查看巡查检查"), roles=(*READERS, *_BELOW)),
    Action("inspections.do", _("巡查、检查并记录"), roles=(*DESK, *_BELOW)),
    Action("inspections.plan", _("安排巡查检查、说明漏检"), roles=DESK),
    # Not for those below the township: they know the places and the people.
    Action("inspections.draw", _("双随机抽取、布置四不两直"), roles=("county_duty", "county_lead", "town_lead")),
    Action("inspections.guide", _("安排业务指导和专家服务"), roles=("county_duty", "county_lead")),
    Action("inspections.export", _("导出巡查检查台账"), roles=READERS),
)
