"""Verbs on what phones send: run each command once, decide about those from phones that were taken back."""

from qianshao.field.services.run_commands import Synced, run_commands

__all__ = ["Synced", "run_commands"]
