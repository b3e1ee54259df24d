"""What an officer makes of a tip, and what its reporter sees of it."""

import pytest
from django.db import IntegrityError, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.files.models import Evidence
from qianshao.hazards import services as hazards
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import acts_of, hazard_by_uid, photos_of
from qianshao.tips import services
from qianshao.tips.models import Reporter, Tip
from qianshao.tips.selectors.track import followed, link_of, stage_of, tip_by_link
from qianshao.tips.states import MOVES, OPEN, TipState
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.tips.tips import GENUINE, PHONE, fresh, hazard_of, send, taken

pytestmark = pytest.mark.django_db


def test_a_tip_becomes_a_hazard_with_its_photos_and_without_its_reporter(cast: Cast) -> None:
    tip = send(cast, photos=[photo((64, 48))], phone=PHONE, name="张三")
    services.take_tip(tip_id=tip.pk, kind="road", words="桥面裂缝", actor=cast.actor("town_duty"), now=cast.now)
    row = hazard_of(fresh(tip))
    assert (row.tip_no, row.source, row.state, row.division_path) == (tip.no, "villager", "found", tip.division_path)
    photos = photos_of(cast.scope("town_duty"), acts_of(row))
    assert sum(len(found) for found in photos.values()) == 1
    columns = " ".join(str(value) for value in Hazard.objects.unscoped("a test looks").values().get().values())
    acts = " ".join(f"{act.words} {act.data} {act.by_label}" for act in acts_of(row))
    assert PHONE not in columns + acts
    assert "张三" not in columns + acts


def test_words_taken_out_stay_out_and_numbers_never_come_into_the_ledger(cast: Cast) -> None:
    """What an act of the ledger says cannot be removed, so it is never written there."""
    raw, duty = "张三家门口，打 139 1234 5678 找我", cast.actor("town_duty")
    for words, stays in (("", ""), (raw, "张三家门口，打 〔号码已隐去〕 找我")):
        tip = send(cast, words=raw, photos=[photo((64, 48))], network=f"198.51.100.{len(words)}")
        services.take_tip(tip_id=tip.pk, kind="road", words=words, actor=duty, now=cast.now)
        row = hazard_of(fresh(tip))
        assert (row.description, [act.words for act in acts_of(row)]) == (stays, [stays])
        assert "1234" not in row.find_text


def test_the_number_in_the_ledger_does_not_tell_the_code(cast: Cast) -> None:
    assert [tip for tip in (send(cast, words=words) for words in GENUINE) if tip.code in tip.no] == []


def test_a_tip_joins_a_hazard_that_is_known(cast: Cast) -> None:
    known = hazards.find_hazard(kind="road", words="桥裂", actor=cast.actor("grid_worker"), now=cast.now)
    tip = send(cast)
    services.join_tip(tip_id=tip.pk, hazard_id=known.pk, actor=cast.actor("town_duty"), now=cast.now)
    assert (fresh(tip).state, fresh(tip).hazard_id) == ("joined", known.pk)
    assert acts_of(known)[-1].words.endswith(tip.no)


@pytest.mark.parametrize("end", ["closed", "false"])
def test_a_danger_that_is_back_is_not_joined_to_a_hazard_that_is_over(
    client_as: ClientAs, cast: Cast, end: str
) -> None:
    """The villager would read that it was mended, while it lies there again."""
    tip = send(cast, sign="ZZZZZZ-Z")
    known = hazards.find_hazard(kind="road", words="桥裂", actor=cast.actor("grid_worker"), now=cast.now)
    rows = Hazard.objects.unscoped("a test").filter(pk=known.pk)
    rows.update(state=end, accepter_unit="镇应急办", closed_at=cast.now, lon=114.8, lat=31.6)
    Tip.objects.unscoped("a test").filter(pk=tip.pk).update(lon=114.8, lat=31.6)
    client = client_as("county_duty")
    assert 'value="join"' not in client.get(f"/tips/{tip.pk}/").content.decode()
    client.post(f"/tips/{tip.pk}/act/", {"act": "join", "hazard_id": known.pk})
    assert fresh(tip).state == "waiting"
    with pytest.raises(Stale) as refused:
        services.join_tip(tip_id=tip.pk, hazard_id=known.pk, actor=cast.actor("county_duty"), now=cast.now)
    assert refused.value.code == "tip.hazard_over"
    assert [act.act for act in acts_of(known)] == ["find"]
    rows.update(state="rectifying", unit_name="村委会", closed_at=None)
    assert 'value="join"' in client.get(f"/tips/{tip.pk}/").content.decode()
    services.join_tip(tip_id=tip.pk, hazard_id=known.pk, actor=cast.actor("county_duty"), now=cast.now)


def test_an_answer_is_read_by_whoever_holds_the_link(cast: Cast) -> None:
    tip = send(cast)
    services.answer_tip(tip_id=tip.pk, words="已经有人在修", actor=cast.actor("town_duty"), now=cast.now)
    assert followed(tip_by_link(link_of(tip))).answer == "已经有人在修"
    with pytest.raises(Invalid):
        services.answer_tip(tip_id=send(cast).pk, words=" ", actor=cast.actor("town_duty"), now=cast.now)


def test_the_follower_sees_the_hazards_state_in_calm_words(cast: Cast) -> None:
    tip = send(cast)
    assert stage_of(tip)[0] == 0
    tip = taken(cast, network="192.0.2.1")
    assert stage_of(tip) == (2, "已核实，正在安排整改")
    hazards.mark_false(hazard_id=hazard_of(tip).pk, words="没有", actor=cast.actor("town_duty"), now=cast.now)
    assert stage_of(fresh(tip))[0] == 3


def test_of_two_officers_one_is_faster(cast: Cast) -> None:
    tip = send(cast)
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    for verb, given in ((services.take_tip, {"kind": "road"}), (services.fold_tip, {"reason": "好"})):
        with pytest.raises(Stale):
            verb(tip_id=tip.pk, actor=cast.actor("town_duty"), now=cast.now, **given)
    with pytest.raises(Stale):
        services.fold_tip(tip_id=send(cast).pk, reason="重复", version=7, actor=cast.actor("town_duty"), now=cast.now)
    assert Hazard.objects.unscoped("a test counts").count() == 1


def test_only_the_area_and_the_right_may(cast: Cast) -> None:
    tip = send(cast)
    for who, refusal in (("village_cadre", NotAllowed), ("town_lead", NotAllowed), ("town_lead_b", NotFound)):
        with pytest.raises(refusal):
            services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor(who), now=cast.now)


def test_the_table_of_moves_written_a_second_time() -> None:
    wanted = {
        "take": ({"waiting", "folded"}, "taken"),
        "join": ({"waiting", "folded"}, "joined"),
        "answer": ({"waiting", "folded"}, "answered"),
        "answer_taken": ({"taken"}, "taken"),
        "answer_joined": ({"joined"}, "joined"),
        "undo_take": ({"taken"}, "waiting"),
        "undo_join": ({"joined"}, "waiting"),
        "fold": ({"waiting"}, "folded"),
        "unfold": ({"folded"}, "waiting"),
        "restore": ({"answered"}, "waiting"),
    }
    assert {act: (set(move.sources), str(move.target)) for act, move in MOVES.items()} == wanted
    assert set(OPEN) == {TipState.WAITING, TipState.FOLDED}


def test_a_hotline_case_keeps_its_number_and_its_deadline(cast: Cast) -> None:
    given = {"channel": "hotline", "kind": "gas", "words": "有煤气味", "division_path": cast.village_a1.path}
    due = cast.now.replace(day=25)
    made = services.register_intake(
        **given, outside_no="GD-2026-1", due_at=due, reporter_name="李四", reporter_phone=PHONE,
        actor=cast.actor("town_duty"), now=cast.now,
    )  # fmt: skip
    assert (made.due_at, made.outside_no, Reporter.objects.get().phone) == (due, "GD-2026-1", PHONE)
    services.take_tip(tip_id=made.pk, kind="gas", actor=cast.actor("town_duty"), now=cast.now)
    assert hazard_of(fresh(made)).source == "hotline"
    for wrong in ({"outside_no": ""}, {"outside_no": "GD-2026-1"}, {"words": ""}, {"channel": "sign"}):
        with pytest.raises(Invalid):
            services.register_intake(**{**given, **wrong}, actor=cast.actor("town_duty"), now=cast.now)


def test_an_enterprises_own_check_names_the_enterprise(cast: Cast) -> None:
    given = {"channel": "enterprise", "kind": "equipment", "words": "叉车过期", "division_path": cast.village_a1.path}
    with pytest.raises(Invalid):
        services.register_intake(**given, actor=cast.actor("town_duty"), now=cast.now)
    made = services.register_intake(**given, unit_name="红旗机械厂", actor=cast.actor("town_duty"), now=cast.now)
    services.take_tip(tip_id=made.pk, kind="equipment", actor=cast.actor("town_duty"), now=cast.now)
    row = hazard_of(fresh(made))
    assert (row.source, row.unit_name) == ("enterprise", "红旗机械厂")
    with pytest.raises(NotFound):
        services.register_intake(
            **{**given, "division_path": cast.village_b1.path}, unit_name="某厂",
            actor=cast.actor("town_duty"), now=cast.now,
        )  # fmt: skip


def test_photos_nobody_took_over_are_in_no_record(cast: Cast) -> None:
    tip = send(cast, photos=[photo((64, 48))])
    row = Evidence.objects.unscoped("a test looks").get()
    assert (row.owner_id, row.subject_kind, str(row.uid)) == (0, "", tip.photos[0])
    assert (round(row.exif_lat or 0, 2), row.exif_at[:10]) == (31.67, "2026:07:18")


def test_the_database_itself_keeps_a_taken_tip_with_its_hazard(cast: Cast) -> None:
    tip = send(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.unscoped("a test breaks it").filter(pk=tip.pk).update(state="taken")


def test_a_report_for_the_whole_county_is_put_where_it_belongs_and_the_township_sees_it(cast: Cast) -> None:
    tip = send(cast, words="二组桥裂了", sign="", photos=[photo((64, 48))])
    assert tip.division_path == cast.county.path
    duty, path = cast.actor("county_duty"), cast.village_a1.path
    given = {"kind": "road", "division_path": path, "place_name": tip.place_name}
    services.take_tip(tip_id=tip.pk, actor=duty, now=cast.now, **given)
    row = hazard_of(fresh(tip))
    assert (row.division_path, row.place_name, row.lon) == (path, "", None)
    assert hazard_by_uid(cast.scope("town_duty"), row.uid).pk == row.pk
    assert sum(len(found) for found in photos_of(cast.scope("town_duty"), acts_of(row)).values()) == 1


def test_a_township_puts_no_report_into_anothers_area(cast: Cast) -> None:
    tip = send(cast)
    with pytest.raises(NotFound):
        services.take_tip(
            tip_id=tip.pk, kind="road", division_path=cast.town_b.path, actor=cast.actor("town_duty"), now=cast.now
        )
