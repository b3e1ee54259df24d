"""Who may inspect in the law's sense: on the county's list, with a certificate that is valid on the day."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qianshao.core.clock import BEIJING
from qianshao.inspections.models import Inspector

_COUNTY = 12


def officers(path: str, at: datetime) -> "QuerySet[Any]":
    """The inspectors of the county a place lies in whose certificate is valid then: its list is one."""
    rows = Inspector.objects.unscoped("an inspection anywhere in a county is made by officers of its one list")
    here = rows.filter(division_path__startswith=path[:_COUNTY], is_active=True)
    return here.exclude(certificate="").filter(valid_until__gte=at.astimezone(BEIJING).date()).order_by("label", "id")


def named_officers(path: str, at: datetime, wanted: "list[int | str]") -> list[Any] | None:
    """Those of them named by user or by name; None: one is none of them, or the name is two people's."""
    found: dict[int, Any] = {}
    rows = list(officers(path, at)) if wanted else []
    for one in wanted:
        same = [row for row in rows if one in (row.user_id, row.label)]
        if len(same) != 1:
            return None
        found[same[0].user_id] = same[0]
    return list(found.values())
