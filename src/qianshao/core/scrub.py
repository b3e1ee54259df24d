"""What was deleted is really gone: from the pages of the database file, and from its write-ahead log.

A deleted or overwritten value stays readable in free space of a SQLite file and in its log until both are written
anew; PostgreSQL keeps dead rows until VACUUM FULL (its own log goes with its rotation, docs/evacuation-lists.md).
"""

from collections.abc import Sequence

from qianshao.core.sql import cursor, is_sqlite


def scrub(tables: Sequence[str]) -> bool:
    """Write the database (PostgreSQL: these tables) anew without what was deleted; outside any transaction.

    Blocks writers for seconds on a large site, so never while anything runs. Returns False when a reader held the
    log; then try again later.
    """
    with cursor() as found:
        if not is_sqlite():
            for table in tables:
                found.execute(f'VACUUM FULL "{table}"')
            return True
        # In memory the copy would take as much memory as the whole site.
        found.execute("PRAGMA temp_store=FILE")
        try:
            found.execute("VACUUM")
        finally:
            found.execute("PRAGMA temp_store=MEMORY")
        found.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = found.fetchone()[0]
    return not busy
