"""Verbs of the room."""

from qianshao.hazards.services.check_in import check_in
from qianshao.hazards.services.handle import handle_sighting, merge_sightings, split_sighting
from qianshao.hazards.services.points import create_point, edit_point, retire_point
from qianshao.hazards.services.publish_kinds import publish_kinds
from qianshao.hazards.services.report import report_danger

__all__ = [
    "check_in",
    "create_point",
    "edit_point",
    "handle_sighting",
    "merge_sightings",
    "publish_kinds",
    "report_danger",
    "retire_point",
    "split_sighting",
]
