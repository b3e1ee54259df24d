"""Verbs on the register."""

from qianshao.registry.services.bulk import bulk_change
from qianshao.registry.services.edit_kinds import edit_kind
from qianshao.registry.services.edit_record import change_record, create_record, reveal_record
from qianshao.registry.services.import_records import Imported, import_records
from qianshao.registry.services.lines import drop_line, put_line
from qianshao.registry.services.requests import decide_change, request_change, withdraw_change
from qianshao.registry.services.state_record import adopt_record, restore_record, retire_record, verify_record

__all__ = [
    "Imported",
    "adopt_record",
    "bulk_change",
    "change_record",
    "create_record",
    "decide_change",
    "drop_line",
    "edit_kind",
    "import_records",
    "put_line",
    "request_change",
    "restore_record",
    "retire_record",
    "reveal_record",
    "verify_record",
    "withdraw_change",
]
