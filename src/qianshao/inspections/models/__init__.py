"""Tables of the room."""

from qianshao.inspections.models.draws import Draw, Inspector, Interest
from qianshao.inspections.models.guidance import Guidance
from qianshao.inspections.models.links import SelfLink
from qianshao.inspections.models.plans import Plan
from qianshao.inspections.models.visits import Answer, Seat, Signature, Visit

__all__ = ["Answer", "Draw", "Guidance", "Inspector", "Interest", "Plan", "Seat", "SelfLink", "Signature", "Visit"]
