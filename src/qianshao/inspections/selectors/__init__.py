"""Questions of the room."""

from qianshao.inspections.selectors.draws import (
    draw_again,
    draw_of,
    draws,
    inspector_of,
    inspectors,
    interest_of,
    plan_of,
    plans,
    visits_of_draw,
)
from qianshao.inspections.selectors.links import link_by_token, link_of_place, self_check_due, self_checks, token_of
from qianshao.inspections.selectors.officers import named_officers, officers
from qianshao.inspections.selectors.places import holders_of, places_of
from qianshao.inspections.selectors.safety import Staffed, safety_lack, staffed
from qianshao.inspections.selectors.sizes import Excess, excesses
from qianshao.inspections.selectors.standards import (
    Checklist,
    checklist_of,
    class_choices,
    class_name,
    class_row,
    days_for,
    number_in_force,
)
from qianshao.inspections.selectors.visits import (
    Filters,
    by_day,
    coverage,
    for_phone,
    history_of,
    missed_waiting,
    tab_counts,
    visit_of,
    visits,
    visits_at,
)

__all__ = [
    "Checklist",
    "Excess",
    "Filters",
    "Staffed",
    "by_day",
    "checklist_of",
    "class_choices",
    "class_name",
    "class_row",
    "coverage",
    "days_for",
    "draw_again",
    "draw_of",
    "draws",
    "excesses",
    "for_phone",
    "history_of",
    "holders_of",
    "inspector_of",
    "inspectors",
    "interest_of",
    "link_by_token",
    "link_of_place",
    "missed_waiting",
    "named_officers",
    "number_in_force",
    "officers",
    "places_of",
    "plan_of",
    "plans",
    "safety_lack",
    "self_check_due",
    "self_checks",
    "staffed",
    "tab_counts",
    "token_of",
    "visit_of",
    "visits",
    "visits_at",
    "visits_of_draw",
]
