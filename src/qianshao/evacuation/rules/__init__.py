"""Pure decisions of evacuation: where a person stands, whether the count balances, when a door is due again."""

from qianshao.evacuation.rules.balance import Balance, balance_of
from qianshao.evacuation.rules.fold import Fold, Report, fold
from qianshao.evacuation.rules.visits import Limits, limits_from, next_visit

__all__ = ["Balance", "Fold", "Limits", "Report", "balance_of", "fold", "limits_from", "next_visit"]
