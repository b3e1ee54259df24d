"""Dispatch decides here: who can be there first, how goods are shared out, when paper is late. No tables."""

from qianshao.resources.dispatch.rules.counts import Short, fill, settle_order, spread
from qianshao.resources.dispatch.rules.figures import Figures
from qianshao.resources.dispatch.rules.reach import Candidate, Reached, rank
from qianshao.resources.dispatch.rules.roads import RoadNet

__all__ = ["Candidate", "Figures", "Reached", "RoadNet", "Short", "fill", "rank", "settle_order", "spread"]
