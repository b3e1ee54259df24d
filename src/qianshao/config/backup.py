"""One file with everything but the keys, and the way back.

A backup is a zip: ``manifest.json`` (version, moment, database kind, SHA-256 of each part), the database (for SQLite
a consistent copy made by its online backup, for PostgreSQL a ``pg_dump`` archive) and ``evidence/``, the photos as
they lie on disk, sealed. Keys stay out: a stolen backup shows no phone number and no photo. What was erased since
the backup was made is forgotten again by ``qianshao restore`` (``files.services.forget_again``). A restored site
starts *frozen*: nothing is sent until a person releases it, since an old backup would call people about alerts long
over (reliability T34).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from qianshao import __version__
from qianshao.core.errors import Invalid
from qianshao.core.sql import is_sqlite
from qianshao.files import store

FROZEN = "frozen"
_CHUNK = 1024 * 1024


def write_backup(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the backup; it appears whole or not at all. Returns its manifest.

    Raises:
        Invalid: the target exists already, or the database tool failed.
    """
    if target.exists():
        raise Invalid("backup.exists", _("{path} 已经存在，没有覆盖。"), path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        evidence = Path(folder) / store.FOLDER
        # Before and after: a photo that becomes another file meanwhile is in the copy as the database knows it.
        _link_evidence(evidence)
        part = _copy_database(Path(folder))
        _link_evidence(evidence)
        photos = sorted(evidence.iterdir())
        manifest = {
            "product": "qianshao",
            "version": __version__,
            "made_at": now.isoformat(),
            "database": connection.vendor,
            "part": part.name,
            "sha256": digest(part),
            "evidence": len(photos),
        }
        draft = Path(folder) / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False))
            archive.write(part, part.name)
            for photo in photos:
                archive.write(photo, f"{store.FOLDER}/{photo.name}", zipfile.ZIP_STORED)
        draft.rename(target)
    target.chmod(0o600)
    return manifest


def _link_evidence(into: Path) -> None:
    """Hold on to the photos there are now; a hard link costs no space, a copy is made where links do not reach."""
    into.mkdir(exist_ok=True)
    for name, path in store.names():
        if (into / name).exists():
            continue
        try:
            os.link(path, into / name)
        except FileNotFoundError:  # erased or finished this very moment
            continue
        except OSError:
            shutil.copyfile(path, into / name)


def _copy_database(folder: Path) -> Path:
    if is_sqlite():
        part = folder / "qianshao.sqlite3"
        source = sqlite3.connect(connection.settings_dict["NAME"])
        with closing(source), closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        return part
    part = folder / "qianshao.pgdump"
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(part), *_postgres_address())
    return part


def restore_backup(source: Path) -> dict[str, Any]:
    """Replace this site's database by a backup and freeze it. Returns the manifest.

    Raises:
        Invalid: not a backup, damaged, or made on the other kind of database. The site is then as it was.
    """
    with tempfile.TemporaryDirectory(dir=settings.QIANSHAO_HOME) as folder:
        manifest, part = _unpack(source, Path(folder))
        freeze()
        if is_sqlite():
            _put_sqlite(part)
        else:
            connection.close()
            options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
            _run("pg_restore", *options, *_postgres_address(), str(part))
        _put_evidence(source)
    return manifest


def _put_evidence(source: Path) -> None:
    """Photos of the backup that are not here. Each is sealed under its name: a changed one cannot be opened."""
    with zipfile.ZipFile(source) as archive:
        for packed in archive.infolist():
            folder, _slash, name = packed.filename.partition("/")
            if folder == store.FOLDER and store.is_name(name):
                with archive.open(packed) as file:
                    store.bring_back(name, file)


def _unpack(source: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
            name = Path(manifest["part"]).name
            with archive.open(name) as packed, (folder / name).open("wb") as plain:
                shutil.copyfileobj(packed, plain, _CHUNK)
            # Photos are put in their place after the database: a torn one must show before anything is changed.
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid("backup.unreadable", _("{path} 不是完整的备份文件，站点没有改动。"), path=source) from error
    if manifest["database"] != connection.vendor:
        raise Invalid("backup.kind", _("备份来自另一种数据库（{kind}），站点没有改动。"), kind=manifest["database"])
    if digest(folder / name) != manifest["sha256"]:
        raise Invalid("backup.damaged", _("备份文件已损坏（校验值不符），站点没有改动。"))
    return manifest, folder / name


def _put_sqlite(part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Invalid("backup.damaged", _("备份里的数据库不完整，站点没有改动。"))
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    part.replace(target)


def freeze() -> None:
    """Nothing is sent from now on, until ``release``."""
    (settings.QIANSHAO_HOME / FROZEN).touch()


def is_frozen() -> bool:
    """Whether the engine must not send."""
    return (settings.QIANSHAO_HOME / FROZEN).exists()


def release() -> None:
    """Let the engine send again."""
    (settings.QIANSHAO_HOME / FROZEN).unlink(missing_ok=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _postgres_address() -> list[str]:
    there = connection.settings_dict
    named = {"--host": there["HOST"], "--port": there["PORT"], "--username": there["USER"]}
    return [part for name, value in named.items() if value for part in (name, value)] + ["--dbname", there["NAME"]]


def _run(*command: str) -> None:
    """Run a database tool; the password travels in the environment, never on a command line others can read."""
    environ = {**os.environ, "PGPASSWORD": connection.settings_dict.get("PASSWORD") or ""}
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    except FileNotFoundError as error:
        raise Invalid("backup.tool", _("没有找到 {tool}，请安装 PostgreSQL 客户端。"), tool=command[0]) from error
    except subprocess.CalledProcessError as error:
        raise Invalid("backup.tool", _("{tool} 失败：{why}"), tool=command[0], why=error.stderr[-300:]) from error
