"""Who reported: one role, a reason, a few a day; and nowhere else. And codes that cannot be guessed."""

from datetime import timedelta

import pytest

from qianshao.accounts.permissions import actions_of
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.permissions import ROLES
from qianshao.journal.models import Entry
from qianshao.tips import services
from qianshao.tips.models import Miss, Reveal
from qianshao.tips.selectors.track import link_of, tip_by_link
from qianshao.tips.services.track import TooOften
from tests.cast import Cast
from tests.tips.tips import PHONE, send

pytestmark = pytest.mark.django_db


def reveal(cast: Cast, tip_id: int, who: str = "county_lead", reason: str = "核实现场位置") -> services.Revealed:
    return services.reveal_reporter(tip_id=tip_id, reason=reason, actor=cast.actor(who), now=cast.now)


def test_one_role_may_with_a_reason_and_the_journal_knows(cast: Cast) -> None:
    tip = send(cast, phone=PHONE)
    assert reveal(cast, tip.pk).phone == PHONE
    entry = Entry.objects.unscoped("a test looks").get(kind="tips.revealed")
    assert entry.data == {"no": tip.no, "reason": "核实现场位置"}
    with pytest.raises(Invalid):
        reveal(cast, tip.pk, reason="看看")


def test_nobody_else_may(cast: Cast) -> None:
    tip = send(cast, phone=PHONE)
    for who in ("county_admin", "county_duty", "county_auditor", "town_duty", "town_lead", "village_cadre", "wall"):
        with pytest.raises(NotAllowed):
            reveal(cast, tip.pk, who)
    with pytest.raises(NotFound):
        reveal(cast, tip.pk, "neighbour_lead")
    assert sum("tips.reveal" in actions_of(role) for role in ROLES) == 1


def test_a_few_a_day_and_no_more(cast: Cast) -> None:
    tip = send(cast, phone=PHONE)
    for _n in range(5):
        reveal(cast, tip.pk)
    with pytest.raises(NotAllowed):
        reveal(cast, tip.pk)
    assert Reveal.objects.get().count == 5
    assert reveal(cast, tip.pk, "county_lead_2").phone == PHONE
    cast.now += timedelta(days=1)
    assert reveal(cast, tip.pk).phone == PHONE


def test_what_is_revealed_does_not_print_itself(cast: Cast) -> None:
    assert PHONE not in repr(reveal(cast, send(cast, phone=PHONE).pk))


def test_only_one_file_reads_the_table(cast: Cast) -> None:
    """Must fail when somebody reads a reporter elsewhere: numbers are read where they are revealed alone."""
    from pathlib import Path

    import qianshao.tips

    room = Path(qianshao.tips.__file__).parent
    reading = {
        path.name
        for path in room.parent.rglob("*.py")
        if "migrations" not in path.parts and "Reporter.objects" in path.read_text("utf-8")
    }
    assert reading == {"reveal.py", "send.py", "reward.py", "inbox.py"}
    for name in ("services/send.py", "services/intake.py", "services/reward.py", "selectors/inbox.py"):
        assert ".phone\n" not in (room / name).read_text("utf-8")
        assert "found.phone" not in (room / name).read_text("utf-8")


def follow(cast: Cast, code: str, network: str = "192.0.2.5") -> int:
    return services.follow_code(day=cast.now.date(), code=code, network=network, now=cast.now)[0]


def test_day_and_code_show_how_far_it_is(cast: Cast) -> None:
    tip = send(cast)
    assert follow(cast, f"{tip.code[:4]} {tip.code[4:]}") == 0
    with pytest.raises(NotFound):
        services.follow_code(
            day=cast.now.date() - timedelta(days=1), code=tip.code, network="192.0.2.5", now=cast.now
        )


def test_guessing_ends_after_a_few_wrong_codes_and_right_ones_do_not_count(cast: Cast) -> None:
    tip = send(cast)
    for _n in range(30):
        follow(cast, tip.code)
    wrong = "000000" if tip.code != "000000" else "000001"
    for _n in range(20):
        with pytest.raises(NotFound):
            follow(cast, wrong)
    with pytest.raises(TooOften):
        follow(cast, tip.code)
    assert follow(cast, tip.code, "192.0.2.6") == 0
    cast.now += timedelta(hours=1)
    assert follow(cast, tip.code) == 0
    assert Miss.objects.count() == 1


def test_a_link_of_another_tip_or_a_changed_one_opens_nothing(cast: Cast) -> None:
    one, other = send(cast), send(cast, "井盖没有了")
    link = link_of(one)
    assert tip_by_link(link).pk == one.pk
    head, code = link.split(".")
    bad = [
        f"{link_of(other).split('.')[0]}.{code}",
        f"{head}.{code[:-1]}0" if code[-1] != "0" else f"{head}.{code[:-1]}1",
    ]
    for wrong in (
        *bad,
        head,
        "",
        ".",
        "zzzzzzzzzzzzzzzzz." + code,
        "é." + code,
        f"{head}.{code}x",
        "9" * 12 + "." + code,
    ):
        with pytest.raises(NotFound):
            tip_by_link(wrong)
