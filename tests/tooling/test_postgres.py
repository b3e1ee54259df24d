"""The private PostgreSQL starts durable, answers on loopback only, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from tools import postgres


@pytest.mark.server
def test_a_private_cluster_is_durable_and_gone_afterwards() -> None:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server is installed")
    with postgres.cluster() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            facts = {
                name: connection.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index,arg-type]
                for name in ("fsync", "synchronous_commit", "listen_addresses", "data_directory", "server_encoding")
            }
        assert Path(facts["data_directory"]).exists()
    assert (facts["fsync"], facts["synchronous_commit"]) == ("on", "on")
    assert (facts["listen_addresses"], facts["server_encoding"]) == ("127.0.0.1", "UTF8")
    assert not Path(facts["data_directory"]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)
