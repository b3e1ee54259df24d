"""Pure decisions: where points go, which stores serve which requests, whom fire stations reach in time."""

from qianshao.resources.planning.rules.circles import Circles, Pace, Rules, fire_circles
from qianshao.resources.planning.rules.serve import Load, Need, Service, Store, Terms, Unmet, serve
from qianshao.resources.planning.rules.siting import LEAST_WAY, MOST_PEOPLE, Gain, Question, Siting, site_points
from qianshao.resources.planning.rules.spots import Spot, Village

__all__ = [
    "LEAST_WAY",
    "MOST_PEOPLE",
    "Circles",
    "Gain",
    "Load",
    "Need",
    "Pace",
    "Question",
    "Rules",
    "Service",
    "Siting",
    "Spot",
    "Store",
    "Terms",
    "Unmet",
    "Village",
    "fire_circles",
    "serve",
    "site_points",
]
