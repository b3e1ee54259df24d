"""Importing the tree of divisions and its boundaries."""

from datetime import UTC, datetime

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import division_by_code
from qianshao.divisions.services import Row, import_divisions, set_boundaries

NOW = datetime(2026, 7, 18, 12, 0, tzinfo=UTC)
CLERK = Actor.system("test", source="import")
ALL = Scope.everything("a test looks at the whole tree")
ROWS = [Row("410000000000", "河南省", 1), Row("411500000000", "信阳市", 2, "410000000000")]

pytestmark = pytest.mark.django_db


def test_a_second_import_renames_and_makes_nothing_twice() -> None:
    assert import_divisions(rows=ROWS, actor=CLERK, now=NOW) == (2, 0)
    renamed = [ROWS[0], Row("411500000000", "信阳", 2, "410000000000")]
    assert import_divisions(rows=renamed, actor=CLERK, now=NOW) == (0, 1)
    assert division_by_code(ALL, "411500000000").name == "信阳"


def test_a_boundary_is_kept_with_the_system_it_came_from() -> None:
    import_divisions(rows=ROWS, actor=CLERK, now=NOW)
    outline = {"type": "Polygon", "coordinates": [[[114, 31], [115, 31], [115, 32], [114, 31]]]}
    assert set_boundaries(boundaries={"411500000000": outline}, crs="GCJ-02", actor=CLERK, now=NOW) == 1
    city = division_by_code(ALL, "411500000000")
    assert (city.boundary, city.boundary_crs) == (outline, "GCJ-02")


def test_a_boundary_for_an_unknown_code_is_refused_and_changes_nothing() -> None:
    import_divisions(rows=ROWS, actor=CLERK, now=NOW)
    outline = {"type": "Polygon", "coordinates": []}
    both = {"411500000000": outline, "999999000000": outline}
    with pytest.raises(Invalid, match="999999000000"):
        set_boundaries(boundaries=both, crs="WGS-84", actor=CLERK, now=NOW)
    assert division_by_code(ALL, "411500000000").boundary is None
