"""What ``doctor`` and the health page look at: each check returns findings in words."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from qianshao.config.backup import is_frozen
from qianshao.core.sql import fetch_all, is_sqlite
from qianshao.engine.models import Heartbeat
from qianshao.journal.seals import verify_seals

Level = Literal["ok", "warn", "bad"]
ENGINE_SILENT_SECONDS = 60
LOW_DISK_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    check: str
    level: Level
    words: str


def _level(good: bool) -> Level:
    return "ok" if good else "bad"


def durability(_now: datetime) -> Iterable[Finding]:
    """A committed answer must survive a power cut (reliability G-D1)."""
    if is_sqlite():
        journal = fetch_all("PRAGMA journal_mode")[0][0]
        synchronous = fetch_all("PRAGMA synchronous")[0][0]
        good = journal == "wal" and synchronous == 2
        words = _("SQLite：journal_mode={journal}，synchronous={level}（应为 wal、2）")
        yield Finding("durability", _level(good), words.format(journal=journal, level=synchronous))
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        value = fetch_all(f"SHOW {name}")[0][0]
        words = _("PostgreSQL：{name}={value}（应为 on）").format(name=name, value=value)
        yield Finding("durability", _level(value == "on"), words)


def migrations(_now: datetime) -> Iterable[Finding]:
    """The tables match the program."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    late = _("有 {count} 个升级没做，请运行 qianshao init").format(count=len(missing))
    yield Finding("tables", _level(not missing), late if missing else _("表结构最新"))


def engine(now: datetime) -> Iterable[Finding]:
    """The engine is alive: silence looks like peace and is the worst failure (reliability T33)."""
    if is_frozen():
        yield Finding("engine", "warn", _("恢复备份后处于冻结状态，不发送；核对后运行 qianshao restore --release"))
    beat = Heartbeat.objects.order_by("-beat_at").first()
    if beat is None:
        yield Finding("engine", "warn", _("引擎还没有运行过"))
        return
    silent = (now - beat.beat_at).total_seconds()
    words = _("引擎最近一次完整运行在 {seconds} 秒前").format(seconds=round(silent))
    yield Finding("engine", _level(silent < ENGINE_SILENT_SECONDS), words)
    if beat.last_error_at and beat.last_error_at >= beat.beat_at:
        yield Finding("engine", "bad", _("引擎出错：{error}").format(error=beat.last_error))


def disk(_now: datetime) -> Iterable[Finding]:
    """Room to write."""
    free = shutil.disk_usage(settings.QIANSHAO_HOME).free
    words = _("磁盘剩余 {megabytes} MB").format(megabytes=free // 1024 // 1024)
    yield Finding("disk", _level(free > LOW_DISK_BYTES), words)


def keys(_now: datetime) -> Iterable[Finding]:
    """Keys are readable by their owner only."""
    loose = [p.name for p in (settings.QIANSHAO_HOME / "keys").iterdir() if p.stat().st_mode & 0o077]
    words = _("密钥文件权限过宽：{names}").format(names="、".join(loose)) if loose else _("密钥文件权限正常")
    yield Finding("keys", _level(not loose), words)


def journal(_now: datetime) -> Iterable[Finding]:
    """The record is whole."""
    broken = verify_seals()
    words = _("日志封条不符 {count} 处").format(count=len(broken)) if broken else _("日志封条完好")
    yield Finding("journal", _level(not broken), words)


CHECKS: tuple[Callable[[datetime], Iterable[Finding]], ...] = (durability, migrations, engine, disk, keys, journal)


def findings(now: datetime) -> list[Finding]:
    """Every check, in order."""
    return [finding for check in CHECKS for finding in check(now)]
