"""What every test of the map needs: no points held from the test before."""

import pytest

from qianshao.onemap.selectors.held import forget


@pytest.fixture(autouse=True)
def _fresh_points() -> None:
    forget()
