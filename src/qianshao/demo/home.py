"""Where a demonstration lives: a home of its own, so that it can never touch a real site.

``<QIANSHAO_HOME>/demo/<county>`` holds the database, keys and clock of one demo county. After building, the
untouched database is kept beside it, so that the next story starts in a second instead of a minute.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from qianshao import __version__
from qianshao.core.errors import Invalid
from qianshao.core.sql import execute, is_sqlite
from qianshao.divisions.selectors import site_county

# Raise when the same size and seed would build another county.
RECIPE = 8
_ENTRY = "import sys; from qianshao.config.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a county is built."""

    county: str
    persons: int
    households: int
    seed: int


def environment(county_code: str, port: int) -> dict[str, str]:
    """Return the environment of a process that lives in the demo home of a county."""
    home = settings.QIANSHAO_HOME / "demo" / county_code[:6]
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        **os.environ,
        "QIANSHAO_HOME": str(home),
        "QIANSHAO_DEMO": "1",
        "QIANSHAO_PORT": str(port),
        "QIANSHAO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def command(*arguments: str) -> list[str]:
    """Return the command line that runs a verb of this very installation."""
    return [sys.executable, "-c", _ENTRY, *arguments]


def move_in(environ: Mapping[str, str], *arguments: str) -> None:
    """Become the same verb inside the demo home: settings are read once per process. Does not return."""
    sys.stdout.flush()
    os.execve(sys.executable, command(*arguments), dict(environ))


def pristine(size: Size) -> bool:
    """Whether the database now holds an untouched county of this size (put back from the copy if need be)."""
    stamp = _stamp_path()
    if not is_sqlite() or not stamp.exists() or json.loads(stamp.read_text("utf-8")) != _stamp(size):
        return False
    connection.close()
    database = Path(str(connection.settings_dict["NAME"]))
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(_copy_path(), database)
    return True


def keep_pristine(size: Size) -> None:
    """Keep a copy of the freshly built county. PostgreSQL keeps none: there every story needs an empty database."""
    if not is_sqlite():
        return
    _stamp_path().unlink(missing_ok=True)
    _copy_path().unlink(missing_ok=True)
    execute("VACUUM INTO %s", [str(_copy_path())])
    _stamp_path().write_text(json.dumps(_stamp(size)), "utf-8")


def empty_database() -> None:
    """Make sure that a county can be built: an SQLite file starts anew, a PostgreSQL database must be empty.

    Raises:
        Invalid: the site is no demo site, or its PostgreSQL database holds divisions already.
    """
    if not settings.DEMO:
        raise Invalid("demo.real_site", _("这不是演示站点，演示数据不会写进来。"))
    if is_sqlite():
        connection.close()
        database = Path(str(connection.settings_dict["NAME"]))
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    elif "divisions_division" in connection.introspection.table_names() and site_county():
        raise Invalid("demo.not_empty", _("这个 PostgreSQL 数据库里已有数据。演示请换一个空库，或用自带的 SQLite。"))


def _stamp(size: Size) -> dict[str, Any]:
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    tables = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
    return {**asdict(size), "recipe": RECIPE, "version": __version__, "tables": tables}


def _stamp_path() -> Path:
    return Path(settings.QIANSHAO_HOME) / "pristine.json"


def _copy_path() -> Path:
    return Path(settings.QIANSHAO_HOME) / "pristine.sqlite3"
