"""Who may do what about dangers, patrols and the ledger of hazards."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

_BELOW = ("village_cadre", "grid_worker")

ACTIONS: tuple[Action, ...] = (
    Action("hazards.view", _("查看险情、巡查和隐患"), roles=(*READERS, *_BELOW, "wall")),
    Action("hazards.report", _("上报险情、巡查打卡"), roles=(*DESK, *_BELOW)),
    Action("hazards.handle", _("核实和处置险情"), roles=DESK),
    Action("hazards.points", _("设置巡查点"), roles=(*DESK, "village_cadre")),
    Action("hazards.kinds", _("修改险情类别"), roles=("county_admin", "county_lead")),
    Action("hazards.find", _("登记隐患"), roles=(*DESK, *_BELOW)),
    Action("hazards.verify", _("核实隐患"), roles=("town_duty", "county_duty")),
    Action("hazards.assign", _("交办隐患、移交执法"), roles=("town_duty", "county_duty")),
    # No account of a department or an enterprise exists: the desk writes down what its person says and shows.
    Action("hazards.fix", _("整改隐患、申请验收和延期"), roles=("town_duty", "county_duty", *_BELOW)),
    Action("hazards.accept", _("验收隐患、批延期"), roles=("town_lead", "town_duty", "county_duty")),
    Action("hazards.close", _("隐患销号和重新打开"), roles=("town_duty", "county_duty", "county_lead")),
    Action("hazards.supervise", _("挂牌督办"), roles=("county_lead", "town_lead")),
    Action("hazards.whistle", _("吹哨、评价、办结"), roles=("town_lead", "town_duty")),
    # Departments have no accounts yet: the county's duty officer writes down what they say.
    Action("hazards.answer", _("记部门应答、报到和办理"), roles=("county_duty",)),
    Action(
        "hazards.risks", _("评估风险点、定管控措施"), roles=("town_lead", "town_duty", "county_duty", "county_lead")
    ),
    Action("hazards.standards", _("修改隐患标准"), roles=("county_admin",)),
    # A program's token is narrowed to this one.
    Action("hazards.sense", _("报送监测读数"), roles=("county_admin", "county_duty", "town_duty")),
    Action("hazards.stations", _("登记监测站点"), roles=("county_admin", "county_duty", "town_duty")),
    Action("hazards.export", _("导出隐患台账"), roles=READERS),
)
