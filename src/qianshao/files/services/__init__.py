"""Verbs of the room."""

from qianshao.files.services.erase import erase_evidence, forget_again, forget_subject
from qianshao.files.services.from_anybody import Brought, adopt_evidence, bring, drop_brought, write_brought
from qianshao.files.services.keep import keep_made, keep_picture, keep_soon, look_into
from qianshao.files.services.name import move_evidence, name_evidence
from qianshao.files.services.receive import Header, NotNow, receive_part, receive_whole
from qianshao.files.services.unmask import unmask_picture

__all__ = [
    "Brought",
    "Header",
    "NotNow",
    "adopt_evidence",
    "bring",
    "drop_brought",
    "erase_evidence",
    "forget_again",
    "forget_subject",
    "keep_made",
    "keep_picture",
    "keep_soon",
    "look_into",
    "move_evidence",
    "name_evidence",
    "receive_part",
    "receive_whole",
    "unmask_picture",
    "write_brought",
]
