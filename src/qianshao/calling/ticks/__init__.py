"""The sweeps of 叫应. Each is one short transaction over at most ``limit`` rows; none sends anything itself."""

from qianshao.calling.ticks.doors import sweep_doors
from qianshao.calling.ticks.due_cases import sweep_due_cases
from qianshao.calling.ticks.receipts import sweep_receipts
from qianshao.calling.ticks.validity import sweep_clock, sweep_validity
from qianshao.core.sweeps import Sweep

SWEEPS = (
    Sweep("calling.receipts", sweep_receipts),
    Sweep("calling.due_cases", sweep_due_cases, parallel=True),
    Sweep("calling.doors", sweep_doors),
    Sweep("calling.validity", sweep_validity, every=1.0),
    Sweep("calling.clock", sweep_clock, every=30.0),
)
__all__ = ["SWEEPS", "sweep_clock", "sweep_doors", "sweep_due_cases", "sweep_receipts", "sweep_validity"]
