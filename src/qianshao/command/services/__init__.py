"""Verbs of command."""

from qianshao.command.services.decide import dismiss_suggestion
from qianshao.command.services.publish_sheet import publish_sheet
from qianshao.command.services.retry import retry_reaction

__all__ = ["dismiss_suggestion", "publish_sheet", "retry_reaction"]
