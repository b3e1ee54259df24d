"""Questions about alerts. Each takes ``scope`` first, or an alert that was found within one."""

from qianshao.alerts.selectors.area import Covered, covered_area, home_of
from qianshao.alerts.selectors.drawing import drawing_of
from qianshao.alerts.selectors.export import cap_of
from qianshao.alerts.selectors.facts import facts_of, stops_of
from qianshao.alerts.selectors.lists import alert_by_id, alerts, in_force, villages_to_pick, waiting_count
from qianshao.alerts.selectors.tables import hazard_at, hazards_at, reach_rows, sheets_of
from qianshao.alerts.selectors.targets import Preview, Targets, targets_of

__all__ = [
    "Covered",
    "Preview",
    "Targets",
    "alert_by_id",
    "alerts",
    "cap_of",
    "covered_area",
    "drawing_of",
    "facts_of",
    "hazard_at",
    "hazards_at",
    "home_of",
    "in_force",
    "reach_rows",
    "sheets_of",
    "stops_of",
    "targets_of",
    "villages_to_pick",
    "waiting_count",
]
