"""What the desk's tests share."""

import pytest

from qianshao.desk.selectors.board import _Medians


@pytest.fixture(autouse=True)
def no_known_medians() -> None:
    """Numbers of call-outs come again in every test; on a site they never do."""
    _Medians.known.clear()
