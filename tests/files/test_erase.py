"""What is erased is gone: from pages, from disk, from backups that are brought back."""

import hashlib
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from qianshao.config.backup import release, restore_backup, write_backup
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.forgetting import Affair, forgetters
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.files.selectors import picture_of
from qianshao.files.services import Header, erase_evidence, forget_again, name_evidence, receive_part
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.files.pictures import UID, photo

pytestmark = pytest.mark.django_db(transaction=True)


def row() -> Evidence:
    found: Evidence = Evidence.objects.unscoped("a test looks").get(uid=UID)
    return found


@pytest.fixture
def kept(cast: Cast) -> Evidence:
    (settings.QIANSHAO_HOME / "keys" / "erased").unlink(missing_ok=True)
    data = photo()
    header = Header(len(data), hashlib.sha256(data).hexdigest(), made_at=cast.now)
    actor = cast.actor("village_cadre", "phone")
    receive_part(uid=UID, offset=0, header=header, data=data, actor=actor, now=cast.now)
    assert row().state == "kept"
    return row()


def erase(cast: Cast, who: str = "county_lead", uid: UUID = UID) -> int:
    return erase_evidence(uids=[uid], reason="拍到了别人", actor=cast.actor(who), now=cast.now)


def test_an_erased_photo_has_no_key_no_place_and_no_file(cast: Cast, kept: Evidence) -> None:
    names = {kept.kept_name, kept.thumb_name}
    copies = {name: path.read_bytes() for name, path in store.names() if name in names}
    assert erase(cast) == 1
    gone = row()
    assert (gone.state, gone.key, gone.lon, gone.exif_at, gone.erased_by) == (
        "erased", "", None, "", cast.actor("county_lead").label
    )  # fmt: skip
    assert not names & {name for name, _path in store.names()}
    with pytest.raises(NotFound):
        picture_of(cast.scope("county_lead"), UID)
    # A copy of the files kept elsewhere is of no use to anybody who reads the row.
    for name, data in copies.items():
        path = store.folder() / name[-2:] / name
        path.write_bytes(data)
        with pytest.raises(LookupError):
            store.get(name, gone.raw_key)
        path.unlink()
    entry = Entry.objects.unscoped("a test looks").get(kind="files.erased")
    assert entry.data["count"] == 1
    assert erase(cast) == 0


def test_only_who_may_erase_does(cast: Cast, kept: Evidence) -> None:
    with pytest.raises(NotAllowed):
        erase(cast, "county_duty")
    assert erase(cast, "neighbour_lead") == 0
    assert row().state == "kept"


def test_an_erased_photo_can_not_be_sent_again(cast: Cast, kept: Evidence) -> None:
    erase(cast)
    data = photo(colour="navy")
    header = Header(len(data), hashlib.sha256(data).hexdigest())
    actor = cast.actor("village_cadre", "phone")
    sent = receive_part(uid=UID, offset=0, header=header, data=data, actor=actor, now=cast.now)
    assert sent.state == "erased"
    assert row().received == kept.received


def test_a_backup_brings_photos_back_but_never_an_erased_one(cast: Cast, kept: Evidence, tmp_path: Path) -> None:
    shown = picture_of(cast.scope("county_duty"), UID)
    assert write_backup(tmp_path / "b.zip", now=cast.now)["evidence"] >= 2
    assert shown not in (tmp_path / "b.zip").read_bytes()
    store.drop(kept.kept_name, kept.thumb_name)
    scope = cast.scope("county_duty")
    try:
        restore_backup(tmp_path / "b.zip")
        assert picture_of(scope, UID) == shown
        erase(cast)
        restore_backup(tmp_path / "b.zip")
        call_command("migrate", verbosity=0, interactive=False)
        assert row().state == "kept", "the control: without forgetting, the backup brings it back"
        assert forget_again(cast.now) == 1
        with pytest.raises(NotFound):
            picture_of(scope, UID)
        assert row().key == ""
    finally:
        release()


def test_the_photos_of_an_affair_go_with_its_personal_data(cast: Cast, kept: Evidence) -> None:
    actor = cast.actor("village_cadre", "phone")
    name_evidence(
        uids=[UID], subject=("evacuation", 5), division_path=cast.village_a1.path, made_at=None, position=None,
        actor=actor, now=cast.now,
    )  # fmt: skip
    forgetter = next(one for one in forgetters() if one.name == "evidence")
    with transaction.atomic():
        assert forgetter.forget(Affair("evacuation", 6, cast.now, cast.now), cast.now) == 0
        assert forgetter.forget(Affair("evacuation", 5, cast.now, cast.now), cast.now) == 1
    assert (row().state, row().key) == ("erased", "")
    assert kept.kept_name not in {name for name, _path in store.names()}


def test_a_crash_between_the_rows_and_the_list_of_the_erased_is_made_good(cast: Cast, kept: Evidence) -> None:
    erase(cast)
    grave = settings.QIANSHAO_HOME / "keys" / "erased"
    grave.unlink()
    forget_again(cast.now)
    assert str(UID) in grave.read_text()
