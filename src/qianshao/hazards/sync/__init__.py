"""What a phone knows of dangers, patrol points and the ledger, and what its holder may report.

``hazards.report {kind, trapped?, trapped_count?, place?, division_path?, words?, is_drill?}``: danger now (险情).
``hazards.check_in {point?, found, hazard?, words?, is_drill?}``: ``point`` is the id or what stands in the QR sign;
``hazard``: no danger, but a hazard, which comes as ``hazards.find``.
``hazards.find {kind?, words?, place?, place_uid?, unit_name?, division_path?, lon?, lat?, accuracy?, fixed?, after?,
is_drill?}``: a hazard for the ledger (隐患); words, a kind or a photo suffice. ``fixed``: mended there (立行立改),
shown by the photos at the places ``after`` of the command's attachments.
``hazards.fix {hazard, words?, done?}``: ``hazard`` is its uid; done (the default) asks for acceptance.
``hazards.look {guard, words?, worse?}``: a guard looked.
Photos are the command's ``attachments``.
"""

from qianshao.core.sync import Command, Pull
from qianshao.hazards.sync.dangers import kind_rows, run_check_in, run_report
from qianshao.hazards.sync.ledger import ledger_rows, run_find, run_fix, run_look

__all__ = [
    "COMMANDS",
    "PULLS",
    "kind_rows",
    "ledger_rows",
    "run_check_in",
    "run_find",
    "run_fix",
    "run_look",
    "run_report",
]

COMMANDS = (
    Command("hazards.report", "hazards.report", run_report),
    Command("hazards.check_in", "hazards.report", run_check_in),
    Command("hazards.find", "hazards.find", run_find),
    Command("hazards.fix", "hazards.fix", run_fix),
    Command("hazards.look", "hazards.report", run_look),
)
PULLS = (Pull("kinds", "hazards.report", kind_rows), Pull("ledger", "hazards.find", ledger_rows))
