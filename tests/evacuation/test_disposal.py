"""After closing, two persons destroy an order's personal data: not a name is left in the database file or its log."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from qianshao.accounts.models import Device
from qianshao.accounts.services import create_user
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.ids import uuid7
from qianshao.core.sql import execute, fetch_all, is_sqlite
from qianshao.evacuation import services
from qianshao.evacuation.closing.selectors import people_held
from qianshao.evacuation.models import Disposal, Evacuee, Movement
from qianshao.evacuation.services.dispose import dispose_again
from qianshao.evacuation.services.dispose_sweeps import remind_disposals, scrub_disposed
from qianshao.evacuation.states import OrderState
from qianshao.field.models import PhoneCommand
from qianshao.journal.models import Entry
from qianshao.journal.seals import seal_entries, verify_seals
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import add_people
from tests.evacuation.conftest import Evening, actor_at, begin, ensure_limits, give_order, zone_with

LATER = NOW + timedelta(days=40)
CANARIES = 200
ASKS = ("evacuation.dispose", "evacuation.dispose_approve", "files.erase")


def person(evening: Evening, number: int) -> Actor:
    """An officer of the county, by number."""
    found = actor_at(evening.cast.county.path, *ASKS)
    return Actor("user", f"官员{number}", "desk", number, scope=found.scope)


@pytest.fixture(autouse=True)
def no_graves() -> Iterator[None]:
    """What one test destroyed is nothing to the next."""
    yield
    (Path(settings.QIANSHAO_HOME) / "keys" / "disposed").unlink(missing_ok=True)


def close(evening: Evening) -> None:
    services.give_all_clear(order_id=evening.order.pk, basis="雨停，排查过", actor=SYSTEM, now=NOW)
    services.close_order(order_id=evening.order.pk, reason="演示", actor=SYSTEM, now=NOW)


def destroy(evening: Evening) -> Disposal:
    services.propose_disposal(
        order_id=evening.order.pk, wish="destroy", reason="已办结", actor=person(evening, 1), now=LATER
    )
    return services.approve_disposal(order_id=evening.order.pk, actor=person(evening, 2), now=LATER)


def canary(n: int) -> tuple[str, str, str]:
    """A name, a phone and words that stand nowhere else."""
    return f"欧阳雀{n:03d}", f"1370009{n:04d}", f"去金丝雀{n:03d}家里避一避"


def plant(evening: Evening) -> list[str]:
    """Two hundred people at doors, with words, an address, a later report; every text to look for afterwards."""
    for n in range(CANARIES):
        name, phone, words = canary(n)
        services.add_person(
            order_id=evening.order.pk, name=name, where="door", uid=f"canary-{n}", phone=phone, words=words,
            division_path=evening.cast.village_a1.path, actor=SYSTEM, now=NOW,
        )  # fmt: skip
    rows = Evacuee.objects.unscoped("a test plants").filter(name__startswith="欧阳雀")
    for row in rows:
        row.address = f"黄莺巷{row.name[-3:]}号"
        row.save()
    texts = [text for n in range(CANARIES) for text in canary(n)] + [f"黄莺巷{n:03d}号" for n in range(CANARIES)]
    # The phones of the others are the roster's own sealed values, copied; the roster stays.
    sealed = fetch_all(
        "SELECT phone FROM evacuation_evacuee WHERE uid LIKE 'canary%%' UNION SELECT words FROM evacuation_movement"
    )
    return texts + [row[0] for row in sealed if row[0]]


def traces(texts: list[str]) -> int:
    """How many of the texts the files of the database still hold."""
    place = Path(connection.settings_dict["NAME"])
    data = b"".join(p.read_bytes() for p in place.parent.glob(place.name + "*"))
    return sum(text.encode() in data for text in texts)


@pytest.mark.django_db(transaction=True)
def test_no_name_phone_or_word_is_left_in_the_database_or_its_log() -> None:
    if not is_sqlite() or "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("the files of a PostgreSQL server are not ours to read")
    # Pages that other tests filled and freed are not looked through 800 times for what was never in them.
    execute("VACUUM")
    execute("PRAGMA wal_checkpoint(TRUNCATE)")
    evening = begin()
    texts = plant(evening)
    execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert traces(texts) >= 4 * CANARIES, "names and addresses, phones and words sealed"
    close(evening)
    seal_entries(now=NOW + timedelta(hours=1))
    done = destroy(evening)
    assert done.counts["people"] >= CANARIES
    assert done.counts["words"] == CANARIES
    assert traces(texts) > 0, "must fail: without the file being written anew, the old pages still tell"
    assert scrub_disposed(LATER, 10) == 1
    assert traces(texts) == 0
    assert verify_seals() == []
    assert Disposal.objects.unscoped("test").get().scrubbed_at == LATER
    assert scrub_disposed(LATER, 10) == 0, "once is enough"


@pytest.mark.django_db(transaction=True)
def test_the_database_is_not_written_anew_while_people_are_leaving() -> None:
    evening = begin()
    close(evening)
    destroy(evening)
    give_order(evening.cast, zone_with(evening.cast, [evening.people.homes["赵国民"]]))
    assert scrub_disposed(LATER, 10) == 0
    assert Disposal.objects.unscoped("test").get().scrubbed_at is None


def test_counts_states_and_the_journal_stay(evening: Evening) -> None:
    uid = evening.uid("张有福")
    services.mark_people(order_id=evening.order.pk, uids=[uid], to="refused", words="不走", actor=SYSTEM, now=NOW)
    before = Entry.objects.unscoped("test").count()
    close(evening)
    destroy(evening)
    row = Evacuee.objects.unscoped("test").get(uid=uid)
    assert (row.name, row.phone, row.phone_hash, row.household_id, row.member_id) == ("—", "", "", None, None)
    assert (row.state, row.division_path) == ("refused", evening.people.grid)
    movement = Movement.objects.get(uid=uid)
    assert (movement.to, movement.words, movement.by_label) == ("refused", "", SYSTEM.label)
    evening.order.refresh_from_db()
    assert evening.order.state == OrderState.DISPOSED
    assert evening.order.report
    kinds = list(Entry.objects.unscoped("test").order_by("id").values_list("kind", flat=True))[before:]
    assert kinds[-2:] == ["evacuation.disposal_proposed", "evacuation.disposed"]


def test_whoever_asked_may_not_approve(evening: Evening) -> None:
    close(evening)
    given: dict[str, Any] = {"order_id": evening.order.pk, "now": LATER}
    services.propose_disposal(wish="destroy", reason="已办结", actor=person(evening, 1), **given)
    with pytest.raises(NotAllowed, match="不能自己批准"):
        services.approve_disposal(actor=person(evening, 1), **given)
    assert evening.row("张有福").phone
    with pytest.raises(IntegrityError):
        Disposal.objects.unscoped("test").update(state="done", decided_by_id=1)


def test_only_those_with_the_right_and_in_the_area_may(evening: Evening) -> None:
    close(evening)
    given: dict[str, Any] = {"order_id": evening.order.pk, "wish": "destroy", "reason": "已办结", "now": LATER}
    with pytest.raises(NotAllowed):
        services.propose_disposal(actor=actor_at(evening.cast.county.path), **given)
    with pytest.raises(NotFound):
        services.propose_disposal(actor=actor_at(evening.cast.neighbour.path, *ASKS), **given)
    services.propose_disposal(actor=person(evening, 1), **given)
    with pytest.raises(NotAllowed):
        asker = actor_at(evening.cast.county.path, "evacuation.dispose")
        services.approve_disposal(order_id=evening.order.pk, actor=asker, now=LATER)


def test_a_running_order_is_not_destroyed(evening: Evening) -> None:
    with pytest.raises(Stale, match="办结"):
        services.propose_disposal(
            order_id=evening.order.pk, wish="destroy", reason="急", actor=person(evening, 1), now=LATER
        )


def test_putting_off_needs_a_reason_a_day_and_a_second_person_and_ends(evening: Evening) -> None:
    close(evening)
    given: dict[str, Any] = {"order_id": evening.order.pk, "wish": "postpone", "actor": person(evening, 1)}
    with pytest.raises(Invalid, match="理由"):
        services.propose_disposal(reason=" ", until=date(2026, 12, 1), now=LATER, **given)
    with pytest.raises(Invalid, match="哪一天"):
        services.propose_disposal(reason="核灾", until=date(2026, 1, 1), now=LATER, **given)
    services.propose_disposal(reason="核灾", until=date(2026, 12, 1), now=LATER, **given)
    services.approve_disposal(order_id=evening.order.pk, actor=person(evening, 2), now=LATER)
    assert evening.row("张有福").phone
    assert Disposal.objects.unscoped("test").get().state == "postponed"
    assert remind_disposals(LATER + timedelta(days=10), 10) == 0
    assert remind_disposals(LATER + timedelta(days=120), 10) == 1
    assert Disposal.objects.unscoped("test").get().state == "due"
    destroy(evening)
    assert evening.order.evacuees.unscoped("test").exclude(phone="").count() == 0


def test_a_closed_order_is_due_once_after_the_days_of_the_site(evening: Evening, settings: Any) -> None:
    close(evening)
    settings.DISPOSAL_DAYS = 10
    assert remind_disposals(NOW + timedelta(days=9), 10) == 0
    assert remind_disposals(NOW + timedelta(days=11), 10) == 1
    assert remind_disposals(NOW + timedelta(days=12), 10) == 0
    assert Entry.objects.unscoped("test").filter(kind="evacuation.disposal_due").count() == 1


def test_what_phones_sent_is_forgotten_with_it_and_other_orders_keep_theirs(evening: Evening) -> None:
    phone = phone_of_somebody(evening)
    for order in (evening.order.pk, evening.order.pk + 1):
        PhoneCommand.objects.create(
            device=phone, uuid=uuid7(), kind="evacuation.add", made_at=NOW, received_at=NOW, digest="0",
            state="done", payload=f'{{"order": {order}, "name": "某人"}}', answer='{"message": "某人已登记"}',
        )  # fmt: skip
    close(evening)
    assert destroy(evening).counts["commands"] == 1
    mine, other = PhoneCommand.objects.unscoped("test").order_by("id")
    assert (mine.payload, mine.answer) == ("", "")
    assert other.payload


def phone_of_somebody(evening: Evening) -> Device:
    """A phone of somebody."""
    made = create_user(
        actor=SYSTEM, now=NOW, username="someone", display_name="某某", division_path=evening.cast.county.path
    )
    return Device.objects.create(
        user=made.user, name="某机", digest="d", enrolled_at=NOW, enrolled_by="某某", expires_at=NOW, last_seen_at=NOW
    )


def test_an_older_backup_brings_nothing_back(evening: Evening, django_capture_on_commit_callbacks: Any) -> None:
    close(evening)
    with django_capture_on_commit_callbacks(execute=True):
        destroy(evening)
    Evacuee.objects.unscoped("a backup comes back").update(name="回来的人", phone="13700000000")
    type(evening.order).objects.unscoped("a backup comes back").update(state=OrderState.CLOSED)
    assert dispose_again(LATER) == 1
    assert not Evacuee.objects.unscoped("test").filter(name="回来的人").exists()
    assert dispose_again(LATER) == 0


def test_the_pages_of_two_persons(cast: Cast, client: Client) -> None:
    ensure_limits()
    people = add_people(cast)
    order = give_order(cast, zone_with(cast, [people.homes["张有福"]], cast.county.path))
    evening = Evening(cast, people, 0, order)
    close(evening)
    page = reverse("evacuation:disposal", args=[order.pk])
    client.force_login(cast.users["county_admin"])
    assert "保存中" in client.get(reverse("evacuation:disposals")).content.decode()
    assert client.post(page, {"wish": "destroy"}).status_code == 422
    assert client.post(page, {"wish": "destroy", "reason": "已办结"}).status_code == 302
    assert client.post(reverse("evacuation:disposal-approve", args=[order.pk])).status_code == 403
    client.force_login(cast.users["county_lead"])
    assert "批准" in client.get(page).content.decode()
    client.post(reverse("evacuation:disposal-approve", args=[order.pk]))
    text = client.get(page).content.decode()
    assert "已清除" in text and "钱立" in text and "李江" in text
    client.force_login(cast.users["neighbour_lead"])
    assert client.get(page).status_code == 404


def test_a_visitor_known_by_name_only_counts_as_held_until_it_is_destroyed(evening: Evening) -> None:
    row = Evacuee.objects.unscoped("a test sets up").filter(order=evening.order).order_by("id").first()
    assert row is not None
    Evacuee.objects.unscoped("a test sets up").filter(order=evening.order).exclude(pk=row.pk).delete()
    Evacuee.objects.unscoped("a test sets up").filter(pk=row.pk).update(
        name="王来客", address="", phone="", head_name="", household=None
    )
    assert people_held(evening.order) == 1
    close(evening)
    destroy(evening)
    assert people_held(evening.order) == 0
