"""Where a person stands: a function of the *set* of reports about them, whatever order they arrived in.

A report names the reports its author knew of. Reports that nobody built upon are the heads: one head is the state;
several that agree are that state; several that differ are a conflict, and the least safe one counts, so that
nobody is counted as evacuated who may not be (reliability G-S4). A report built upon one that has not arrived
leaves what it does not name standing, which errs on the same side until the missing one arrives. The phones' clocks
decide nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qianshao.evacuation.states import SAFEST_FIRST, Whereabouts

_RANK = {state: rank for rank, state in enumerate(SAFEST_FIRST)}


@dataclass(frozen=True, slots=True)
class Report:
    """One movement as the fold sees it. ``key``: the command's id. ``shelter``: 0 where there is none."""

    key: str
    to: Whereabouts
    based_on: frozenset[str] = frozenset()
    shelter: int = 0
    helper: str = ""
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Where the person stands. ``heads``: keys, sorted. ``disputed``: the heads differ in state or shelter."""

    state: Whereabouts = Whereabouts.UNNOTIFIED
    shelter: int = 0
    heads: tuple[str, ...] = ()
    disputed: bool = False
    helper: str = ""
    vehicle: str = ""


def danger(state: Whereabouts) -> int:
    """How unsafe a state is, for comparing two."""
    return _RANK[state]


def fold(reports: Iterable[Report]) -> Fold:
    """Fold the reports of one person. The same set gives the same result, duplicates and order notwithstanding."""
    by_key = {report.key: report for report in sorted(reports, key=_sort_key, reverse=True)}
    if not by_key:
        return Fold()
    heads = [by_key[key] for key in sorted(_heads(by_key))]
    worst = max(heads, key=lambda head: (danger(head.to), head.shelter, head.key))
    help_from = _latest_help(by_key, heads)
    return Fold(
        state=worst.to,
        shelter=worst.shelter if worst.to == Whereabouts.SETTLED else 0,
        heads=tuple(head.key for head in heads),
        disputed=len({(head.to, head.shelter) for head in heads}) > 1,
        helper=help_from.helper if help_from else "",
        vehicle=help_from.vehicle if help_from else "",
    )


def _sort_key(report: Report) -> tuple[object, ...]:
    # Two different reports under one key are refused before they get here; should they come, the result is fixed.
    return (report.key, danger(report.to), report.shelter, report.helper, report.vehicle, sorted(report.based_on))


def _heads(by_key: dict[str, Report]) -> set[str]:
    """The reports that no other names. A circle, which only a broken phone could make, is taken as concurrent."""
    named = {key for report in by_key.values() for key in report.based_on if key != report.key}
    heads = set(by_key) - named
    reached, todo = set(heads), list(heads)
    while todo:
        for key in by_key[todo.pop()].based_on:
            if key in by_key and key not in reached:
                reached.add(key)
                todo.append(key)
    return heads | (set(by_key) - reached)


def _latest_help(by_key: dict[str, Report], heads: list[Report]) -> Report | None:
    """The helper named last on the way back from the heads; of several equally near the one with the first key."""
    seen: set[str] = set()
    level = heads
    while level:
        named = [report for report in level if report.helper or report.vehicle]
        if named:
            return min(named, key=lambda report: report.key)
        seen |= {report.key for report in level}
        back = {key for report in level for key in report.based_on}
        level = [by_key[key] for key in sorted(back - seen) if key in by_key]
    return None
