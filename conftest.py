"""What every test shares: the database run, browser tests, repeatable random examples.

A home for each process: tools/pytest_home.py. No test reaches beyond this machine: pyproject.toml gives
pytest-socket the loopback addresses only.
"""

import os
import shutil
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, settings

# A test that starts Django inside Playwright's loop is still single-threaded.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), "")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--database-only`` leaves what cannot differ between databases to the other run."""
    parser.addoption(
        "--database-only", action="store_true", help="only tests that touch the database, no browser, no servers"
    )


def _says_why(item: pytest.Item) -> bool:
    """A test that leaves PostgreSQL out must say why the database cannot matter to it."""
    marker = item.get_closest_marker("sqlite_only")
    return marker is None or bool(marker.args and len(marker.args[0]) > 8)


def _touches_database(item: pytest.Item) -> bool:
    fixtures: Iterable[str] = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests share one process and need a browser; keeps the database tests only, when asked."""
    for item in items:
        if not _says_why(item):
            raise pytest.UsageError(f'{item.nodeid}: sqlite_only("why the database cannot matter")')
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"))
    if not config.getoption("--database-only"):
        return
    elsewhere = ("browser", "server", "sqlite_only")
    kept = [
        item
        for item in items
        if _touches_database(item) and not any(item.get_closest_marker(name) for name in elsewhere)
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
