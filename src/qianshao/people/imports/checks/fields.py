"""Cells that several kinds of files of people share."""

# zh: words found in imported tables

from django.utils.translation import gettext as _

from qianshao.core.sheets.findings import Notes
from qianshao.people.rules import id_fault, phone_fault

GENDERS = {"男": "M", "女": "F", "M": "M", "F": "F", "": ""}


def check_numbers(notes: Notes, line: int, cells: dict[str, str]) -> None:
    """Phones, identity number, gender."""
    for key in ("phone", "backup_phone"):
        if fault := phone_fault(cells.get(key, "")):
            notes.problem(line, key, fault)
    if fault := id_fault(cells.get("id_number", "")):
        notes.problem(line, "id_number", fault)
    if cells.get("gender", "") not in GENDERS:
        notes.problem(line, "gender", _("性别只填“男”或“女”"))
