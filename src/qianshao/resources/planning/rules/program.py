"""One integer program in rows, handed to HiGHS: one thread, a fixed seed, a limit of time.

The same question gives the same answer on the same version of the solver.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DONE = highspy.HighsModelStatus.kOptimal
_LATE = highspy.HighsModelStatus.kTimeLimit


@dataclass
class Program:
    """Maximise ``gain`` · x with 0 ≤ x ≤ ``upper`` and rows ``low ≤ a · x ≤ high``; ``whole``: columns that are
    whole numbers."""

    gain: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def row(self, columns: Sequence[int] | Ints, values: Sequence[float] | Floats, low: float, high: float) -> None:
        """One more row."""
        self.index.append(np.asarray(columns, np.int64))
        self.value.append(np.asarray(values, float))
        self.starts.append(self.starts[-1] + len(columns))
        self.low.append(low)
        self.high.append(high)


@dataclass(frozen=True)
class Answer:
    """Values of the columns (None: nothing found in time), the best anybody could reach, and whether it is proven."""

    values: Floats | None
    bound: float
    proven: bool


def solve(program: Program, seconds: float) -> Answer:
    """Ask HiGHS; at most ``seconds``."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its __init__ alone says no types
    for option, value in (
        ("output_flag", False),
        ("log_to_console", False),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_rel_gap", 1e-7),
        ("mip_abs_gap", 1e-6),
        ("time_limit", max(seconds, 0.05)),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(program))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status not in (_DONE, _LATE):
        return Answer(None, highspy.kHighsInf, False)
    is_mip = bool(program.whole.any())
    bound = -float(info.mip_dual_bound) if is_mip else -float(info.objective_function_value)
    values = np.array(solver.getSolution().col_value)
    feasible = status == _DONE or (is_mip and info.primal_solution_status == 2)
    return Answer(values if feasible and values.size else None, bound, status == _DONE)


def _model(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.gain), len(program.low)
    lp.col_cost_ = -program.gain
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = program.upper
    lp.row_lower_, lp.row_upper_ = np.array(program.low), np.array(program.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(program.starts)
    lp.a_matrix_.index_ = np.concatenate(program.index) if program.index else np.zeros(0, np.int64)
    lp.a_matrix_.value_ = np.concatenate(program.value) if program.value else np.zeros(0)
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in program.whole]
    return lp
