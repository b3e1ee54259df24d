"""Fixtures of dispatch."""

import pytest

from tests.cast import Cast, build_cast
from tests.resources.dispatch.build import Depot, depot_of


@pytest.fixture
def depot(db: None) -> Depot:
    """Areas without users: quicker where no page is opened."""
    return depot_of(build_cast(users=()))


@pytest.fixture
def staffed(cast: Cast) -> Depot:
    """The cast with its users: for pages."""
    return depot_of(cast)
