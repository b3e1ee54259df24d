"""A backup holds everything but the keys; a damaged one changes nothing; a restored site is frozen."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from qianshao.config.backup import is_frozen, release, restore_backup, write_backup
from qianshao.core.errors import Invalid
from qianshao.engine.models import Heartbeat

NOW = datetime(2026, 7, 18, 18, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    release()


def test_a_restored_site_is_as_it_was_and_frozen(tmp_path: Path) -> None:
    Heartbeat.objects.create(name="before", beat_at=NOW)
    write_backup(tmp_path / "b.zip", now=NOW)
    Heartbeat.objects.create(name="after", beat_at=NOW)
    restore_backup(tmp_path / "b.zip")
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["before"]
    assert is_frozen()


def test_a_backup_has_no_key_in_it(tmp_path: Path) -> None:
    write_backup(tmp_path / "b.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert settings.DATA_KEY not in content
    assert settings.SECRET_KEY.encode() not in content


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("older")
    with pytest.raises(Invalid):
        write_backup(tmp_path / "b.zip", now=NOW)
    assert (tmp_path / "b.zip").read_text() == "older"


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    write_backup(path, now=NOW)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(Invalid):
        restore_backup(path)
    assert not is_frozen()


def test_what_is_no_backup_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("not a zip")
    with pytest.raises(Invalid, match=r"备份|backup"):
        restore_backup(tmp_path / "b.zip")


def test_release_thaws_the_site() -> None:
    (settings.QIANSHAO_HOME / "frozen").touch()
    assert is_frozen()
    release()
    assert not is_frozen()
