"""Tables of the register."""

from qianshao.registry.models.batches import RecordBatch
from qianshao.registry.models.changes import ChangeRequest, Revision
from qianshao.registry.models.kinds import Certainty, Group, Kind
from qianshao.registry.models.lines import Line, Sort
from qianshao.registry.models.records import Grade, Record

__all__ = [
    "Certainty",
    "ChangeRequest",
    "Grade",
    "Group",
    "Kind",
    "Line",
    "Record",
    "RecordBatch",
    "Revision",
    "Sort",
]
