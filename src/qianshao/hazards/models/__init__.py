"""Tables of the room."""

from qianshao.hazards.models.guards import Guard, GuardLook
from qianshao.hazards.models.ledger import Extension, Hazard, HazardAct, LedgerNumber, Reminder
from qianshao.hazards.models.links import LinkUse
from qianshao.hazards.models.majors import MajorReport, TreatmentPlan
from qianshao.hazards.models.patrols import CheckIn, PatrolPoint
from qianshao.hazards.models.risks import RiskAssessment, RiskCheck, RiskControl, RiskSheet
from qianshao.hazards.models.sightings import KindSet, Sighting, SightingAct
from qianshao.hazards.models.standards import StandardSet
from qianshao.hazards.models.whistles import Whistle, WhistleAct, WhistleCall, WhistleReminder

__all__ = [
    "CheckIn",
    "Extension",
    "Guard",
    "GuardLook",
    "Hazard",
    "HazardAct",
    "KindSet",
    "LedgerNumber",
    "LinkUse",
    "MajorReport",
    "PatrolPoint",
    "Reminder",
    "RiskAssessment",
    "RiskCheck",
    "RiskControl",
    "RiskSheet",
    "Sighting",
    "SightingAct",
    "StandardSet",
    "TreatmentPlan",
    "Whistle",
    "WhistleAct",
    "WhistleCall",
    "WhistleReminder",
]
