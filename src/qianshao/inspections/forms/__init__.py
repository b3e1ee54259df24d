"""Forms of the room. They check shape only; the verbs decide."""

from qianshao.inspections.forms.plans import DrawForm, InspectorForm, InterestForm, PlanForm
from qianshao.inspections.forms.visits import HandForm, RecordForm, StartForm, WordsForm

__all__ = [
    "DrawForm",
    "HandForm",
    "InspectorForm",
    "InterestForm",
    "PlanForm",
    "RecordForm",
    "StartForm",
    "WordsForm",
]
