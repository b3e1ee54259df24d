"""Tables of the room."""

from qianshao.enforcement.models.cases import Case, CaseAct, CaseClock, Counter, EvidenceItem
from qianshao.enforcement.models.papers import Document, Template
from qianshao.enforcement.models.registers import Delegation, Officer

__all__ = [
    "Case",
    "CaseAct",
    "CaseClock",
    "Counter",
    "Delegation",
    "Document",
    "EvidenceItem",
    "Officer",
    "Template",
]
