"""One engine on SQLite, several on PostgreSQL; helpers run what may run side by side; frozen means frozen."""

import pytest
from django.conf import settings

from qianshao.config.backup import freeze, release
from qianshao.config.engine import build, build_helper
from qianshao.config.serve import engine_children, engines
from qianshao.core.sql import is_sqlite


def test_sqlite_has_one_engine_and_postgresql_two() -> None:
    assert engines() == (1 if is_sqlite() else 2)
    assert len(engine_children({})) == engines()


def test_a_helper_takes_no_answers_and_only_sweeps_that_may_run_side_by_side() -> None:
    assert [sweep.name for sweep in build_helper(2).sweeps] == ["calling.due_cases"]


@pytest.mark.django_db
def test_a_frozen_site_sends_nothing_by_whatever_engine() -> None:
    ticker, _lane = build(with_lane=False)
    freeze()
    try:
        assert ticker.paused() and build_helper(2).paused()
        assert ticker.round() == 0
    finally:
        release()
    assert not ticker.paused()
    assert (settings.QIANSHAO_HOME / "frozen").exists() is False
