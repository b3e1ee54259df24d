"""A county changes which roles hold what: versioned, with a reason, and never out of its own hands."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from qianshao.accounts.models import RoleSheet
from qianshao.accounts.permissions import all_actions
from qianshao.accounts.selectors import scope_of_token
from qianshao.accounts.services import grant_role, issue_token, publish_roles, reveal_personal
from qianshao.alerts.rules import may_release
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.permissions import ROLES, Action
from qianshao.journal.models import Entry
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs

REASON = "本县三定方案调整"


def publish(cast: Cast, held: Mapping[str, Sequence[str]], who: str = "county_admin", **changed: Any) -> RoleSheet:
    given: dict[str, Any] = {"reason": REASON, "based_on": 0} | changed
    return publish_roles(held=held, actor=cast.actor(who), now=clock.now(), **given)


def holders(code: str) -> list[str]:
    return list(all_actions()[code].roles)


def test_a_change_holds_from_the_next_request_on(cast: Cast) -> None:
    assert cast.scope("grid_worker").may("people.reveal", cast.village_a1.path) is False
    publish(cast, {"people.reveal": [*holders("people.reveal"), "grid_worker"]})
    assert cast.scope("grid_worker").may("people.reveal", cast.village_a1.path)
    publish(cast, {"people.reveal": ["county_lead"]}, based_on=1)
    assert not cast.scope("grid_worker").may("people.reveal") and not cast.scope("town_duty").may("people.reveal")
    with pytest.raises(NotAllowed):
        reveal_personal(
            actor=cast.actor("town_duty"), now=clock.now(), subject=("person", 1), field="电话",
            division_path=cast.village_a1.path, reason="叫应无人接",
        )  # fmt: skip


def test_every_version_is_kept_and_the_journal_says_what_changed_and_why(cast: Cast) -> None:
    publish(cast, {"people.reveal": [*holders("people.reveal"), "grid_worker"]})
    sheet = publish(cast, {"people.reveal": holders("people.reveal")}, based_on=1, reason="改回原样")
    assert sheet.overrides == {} and [one.version for one in RoleSheet.objects.order_by("version")] == [1, 2]
    said = [str(one) for one in Entry.objects.unscoped("test").filter(kind="accounts.roles_published").order_by("pk")]
    assert "+网格员" in said[0] and REASON in said[0] and "-网格员" in said[1]


@pytest.mark.parametrize(
    ("held", "why"),
    [
        ({"accounts.manage": []}, "系统管理员必须保留"),
        ({"accounts.manage": ["town_lead"]}, "系统管理员必须保留"),
        ({"accounts.roles": ["county_lead"]}, "系统管理员必须保留"),
        ({"alerts.release": []}, "不能没有人做"),
        ({"alerts.release": ["county_lead", "county_admin"]}, "不能同时签发"),
        ({"alerts.release": ["county_lead", "wall"]}, "只能查看"),
        ({"calling.answer": ["county_duty", "county_auditor"]}, "只能查看"),
        ({"people.reveal": ["county_admin"]}, "不能给自己所在的角色加权限"),
        ({"alerts.release": ["emperor"]}, "不认识"),
        ({"no.such": ["county_lead"]}, "不认识"),
    ],
)
def test_what_would_take_the_house_apart_is_refused(cast: Cast, held: dict[str, list[str]], why: str) -> None:
    with pytest.raises(Invalid) as refused:
        publish(cast, held)
    assert why in str(refused.value) and not RoleSheet.objects.exists()


def test_a_release_stays_with_two_persons_whoever_holds_it(cast: Cast) -> None:
    publish(cast, {"alerts.release": ["county_lead", "county_duty"]})
    duty = cast.actor("county_duty")
    assert duty.scope.may("alerts.release") and duty.scope.may("alerts.compose")
    assert not may_release(duty.user_id, duty.user_id) and may_release(duty.user_id, cast.users["county_lead"].pk)


def test_only_the_countys_administrator_changes_roles(cast: Cast) -> None:
    for who in ("county_lead", "county_auditor", "town_lead"):
        with pytest.raises(NotAllowed):
            publish(cast, {"people.reveal": ["county_lead"]}, who)
    path = cast.town_a.path
    grant_role(
        actor=SYSTEM, now=cast.now, user_id=cast.users["town_duty"].pk, role="county_admin", division_path=path
    )
    with pytest.raises(NotAllowed) as refused:
        publish(cast, {"people.reveal": ["county_lead"]}, "town_duty")
    assert refused.value.code == "roles.county"


def test_no_reason_no_change_or_an_old_version_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        publish(cast, {"people.reveal": ["county_lead"]}, reason="改")
    with pytest.raises(Invalid):
        publish(cast, {"people.reveal": holders("people.reveal")})
    publish(cast, {"people.reveal": ["county_lead"]})
    with pytest.raises(Stale):
        publish(cast, {"people.reveal": ["county_lead", "town_lead"]})


def test_a_programs_key_follows_the_county(cast: Cast) -> None:
    user = cast.users["county_duty"]
    token = issue_token(actor=SYSTEM, now=cast.now, grant_id=user.grants.get().pk, name="短信平台", days=9).token
    assert scope_of_token(token).may("alerts.receive")
    publish(cast, {"alerts.receive": ["county_lead"]})
    assert not scope_of_token(token).may("alerts.receive")


def test_what_a_later_release_declares_keeps_its_default(cast: Cast) -> None:
    sheet = publish(cast, {"people.reveal": ["county_lead"]})
    assert set(sheet.overrides) == {"people.reveal"}
    RoleSheet.objects.filter(pk=sheet.pk).update(overrides={**sheet.overrides, "gone.action": ["wall"]})
    assert not cast.scope("wall").may("gone.action")
    assert isinstance(all_actions()["alerts.release"], Action) and cast.scope("county_lead").may("alerts.release")


def test_the_page_shows_everybody_who_may_look_and_publishes_for_the_administrator(
    cast: Cast, client_as: ClientAs
) -> None:
    admin, auditor = client_as("county_admin"), client_as("county_auditor")
    assert "签发预警" in auditor.get("/users/roles/").content.decode()
    assert "checkbox" not in auditor.get("/users/roles/").content.decode()
    posted: dict[str, Any] = {f"r.{code}": list(action.roles) for code, action in all_actions().items()}
    posted |= {"based_on": "0", "reason": REASON, "r.people.reveal": ["county_lead"]}
    assert auditor.post("/users/roles/publish/", posted).status_code == 403
    assert admin.post("/users/roles/publish/", posted).status_code == 302
    assert "本县改过" in admin.get("/users/roles/").content.decode()
    lost = admin.post("/users/roles/publish/", posted | {"based_on": "1", "r.accounts.manage": []})
    assert lost.status_code == 422 and "必须保留" in lost.content.decode() and len(ROLES) == 9


def test_the_hourly_cap_is_an_option_of_the_site(cast: Cast, settings: Any) -> None:
    settings.REVEALS_PER_HOUR = 2
    seen = []
    for number in range(4):
        try:
            reveal_personal(
                actor=cast.actor("town_duty"), now=clock.now(), subject=("person", number), field="电话",
                division_path=cast.village_a1.path, reason="叫应无人接",
            )  # fmt: skip
            seen.append(number)
        except NotAllowed as refusal:
            assert refusal.code == "reveal.cap"
    assert seen == [0, 1]
