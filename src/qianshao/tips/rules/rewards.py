"""How much a report is worth, by the county's table. Pure. Whole yuan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CODE_LETTERS = 10


@dataclass(frozen=True)
class Worth:
    """An amount and how it came about: ``share`` of ``fine`` or fixed, cut by ``least``, ``most`` or the month."""

    amount: int
    limited: str = ""


def worth(row: Mapping[str, Any], *, fine: int = 0, deaths: int = 0, paid_this_month: int = 0) -> Worth | None:
    """What a row of the table gives; None when it names no amount, a share of a fine that nobody set, or a sum for
    each death kept secret and nobody said how many. ``paid_this_month``: to the same person by the same row.

    >>> worth({"share": 15, "least": 3000, "most": 300000}, fine=10000).amount
    3000
    >>> worth({"per_death": 40000, "most": 300000}, deaths=4).amount
    160000
    """
    found = _formula(row, fine, deaths)
    if found is None:
        return None
    amount, limited = round(found), ""
    for name, cut in (("least", max), ("most", min)):
        if row.get(name) not in (None, "") and cut(amount, int(row[name])) != amount:
            amount, limited = int(row[name]), name
    left = row.get("month_most")
    if left not in (None, "") and amount > (rest := max(int(left) - paid_this_month, 0)):
        amount, limited = rest, "month_most"
    return Worth(amount, limited)


def _formula(row: Mapping[str, Any], fine: int, deaths: int) -> float | None:
    for name, times in (("share", fine / 100), ("per_death", deaths)):
        if row.get(name) not in (None, ""):
            return float(row[name]) * times or None
    return float(row["amount"]) if row.get("amount") not in (None, "") else None


#: States of a hazard of which nobody has said that it is so.
_NOT_SO = ("found", "reported", "false", "")


def propose_fault(*, state: str, hazard_state: str, has_open: bool, has_other: bool = False) -> str:
    """Why no reward may be proposed: not_taken, not_verified, twice, same_hazard; empty when it may.

    ``has_other``: another tip of the same hazard, or of one put with it, has its reward.
    """
    if state != "taken":
        return "not_taken"
    if hazard_state in _NOT_SO:
        return "not_verified"
    return "twice" if has_open else "same_hazard" if has_other else ""


def standing_fault(*, hazard_state: str, has_other: bool) -> str:
    """Why what was proposed is neither approved nor paid any more: it was not so after all, or another has it."""
    return "not_so" if hazard_state in _NOT_SO else "same_hazard" if has_other else ""


def decide_fault(*, proposer: int | None, decider: int | None) -> str:
    """Nobody approves what they proposed."""
    return "own_proposal" if proposer is not None and proposer == decider else ""


def pay_fault(*, approver: int | None, payer: int | None) -> str:
    """Nobody pays out what they approved."""
    return "own_approval" if approver is not None and approver == payer else ""
