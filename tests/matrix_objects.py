"""Objects for the permission matrix: for each address with parameters, how to make one in a given area.

``OBJECTS["room:name"]`` (``"api:METHOD route"`` for API operations) is called with the cast and a division and
returns the address's parameters. The matrix makes one in the user's own area and two outside. A new address
with parameters and no builder fails the matrix. The builders stand in ``tests/matrix_<room>.py``.
"""

from tests import (
    matrix_accounts,
    matrix_alerts,
    matrix_callouts,
    matrix_dispatch,
    matrix_enforcement,
    matrix_evacuation,
    matrix_figures,
    matrix_hazards,
    matrix_inspections,
    matrix_onemap,
    matrix_people,
    matrix_places,
    matrix_public,
    matrix_registry,
    matrix_resources,
    matrix_supplies,
    matrix_tips,
)
from tests.matrix import Builder

#: Everybody's builders; a new room's stand in ``tests/matrix_<room>.py`` and are named here.
OBJECTS: dict[str, Builder] = {
    **matrix_accounts.OBJECTS,
    **matrix_alerts.OBJECTS,
    **matrix_callouts.OBJECTS,
    **matrix_dispatch.OBJECTS,
    **matrix_enforcement.OBJECTS,
    **matrix_evacuation.OBJECTS,
    **matrix_figures.OBJECTS,
    **matrix_hazards.OBJECTS,
    **matrix_inspections.OBJECTS,
    **matrix_onemap.OBJECTS,
    **matrix_people.OBJECTS,
    **matrix_places.OBJECTS,
    **matrix_public.OBJECTS,
    **matrix_resources.OBJECTS,
    **matrix_registry.OBJECTS,
    **matrix_supplies.OBJECTS,
    **matrix_tips.OBJECTS,
}
