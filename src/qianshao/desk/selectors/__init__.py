"""Questions of the desk, each for one page."""

from qianshao.desk.selectors.board import board, callout_head, pending_rows
from qianshao.desk.selectors.callouts import callout_lines, running_callouts

__all__ = ["board", "callout_head", "callout_lines", "pending_rows", "running_callouts"]
