"""Verbs on what phones send: run each command once, decide about those from phones that were taken back."""

from qianshao.field.services.decide_held import discard_held, run_held
from qianshao.field.services.note_copied import note_copied
from qianshao.field.services.run_commands import Synced, run_commands

__all__ = ["Synced", "discard_held", "note_copied", "run_commands", "run_held"]
