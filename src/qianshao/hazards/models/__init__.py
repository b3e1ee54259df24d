"""Tables of the room."""

from qianshao.hazards.models.guards import Guard, GuardLook
from qianshao.hazards.models.ledger import Extension, Hazard, HazardAct, LedgerNumber, Reminder
from qianshao.hazards.models.links import LinkSight, LinkUse
from qianshao.hazards.models.majors import MajorReport, TreatmentPlan
from qianshao.hazards.models.patrols import CheckIn, PatrolPoint
from qianshao.hazards.models.risks import RiskAssessment, RiskCheck, RiskControl, RiskSheet
from qianshao.hazards.models.sensors import Reading, Station
from qianshao.hazards.models.sightings import KindSet, Sighting, SightingAct
from qianshao.hazards.models.standards import StandardSet
from qianshao.hazards.models.whistles import Whistle, WhistleAct, WhistleCall, WhistleReminder
from qianshao.hazards.models.works import Milestone, Project

__all__ = [
    "CheckIn",
    "Extension",
    "Guard",
    "GuardLook",
    "Hazard",
    "HazardAct",
    "KindSet",
    "LedgerNumber",
    "LinkSight",
    "LinkUse",
    "MajorReport",
    "Milestone",
    "PatrolPoint",
    "Project",
    "Reading",
    "Reminder",
    "RiskAssessment",
    "RiskCheck",
    "RiskControl",
    "RiskSheet",
    "Sighting",
    "SightingAct",
    "StandardSet",
    "Station",
    "TreatmentPlan",
    "Whistle",
    "WhistleAct",
    "WhistleCall",
    "WhistleReminder",
]
