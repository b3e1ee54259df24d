"""Who may see and change people and households."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS = (
    Action("people.view", _("查看责任人和住户"), roles=(*READERS, "village_cadre", "grid_worker")),
    Action("people.edit", _("登记和修改责任人、住户"), roles=(*DESK, "county_admin", "village_cadre")),
    Action("people.import", _("导入名册"), roles=("county_admin", "county_duty", *("town_duty", "town_lead"))),
    Action("people.export", _("导出名册（遮盖号码）"), roles=READERS),
    Action("people.export_full", _("导出名册（完整号码）"), roles=("county_lead",)),
    Action("people.posts", _("修改岗位字典"), roles=("county_admin",)),
)
