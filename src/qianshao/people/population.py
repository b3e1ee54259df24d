"""How many people live in each village and where the middle of their homes is: for rooms that plan by people.

Rooms beside this one look it up by name (like occupancy of shelters), so that none knows the other.
"""

from django.db.models import Avg, Sum
from django.db.models.functions import Substr

from qianshao.core.scope import Scope
from qianshao.people.models import Household

_VILLAGE = 20


def residents(scope: Scope) -> dict[str, tuple[int, float | None, float | None]]:
    """Village path → (people of registered households, mean longitude, mean latitude)."""
    rows = (
        Household.objects.within(scope).filter(is_active=True).annotate(village=Substr("division_path", 1, _VILLAGE))
    )
    found = rows.values("village").annotate(people=Sum("members_count"), east=Avg("lon"), north=Avg("lat"))
    return {row["village"]: (row["people"], row["east"], row["north"]) for row in found.order_by("village")}
