"""Managing users: who may, over whom, and what can never happen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from qianshao.accounts.models import Grant, User
from qianshao.accounts.selectors import roles_of, scope_of, user_by_id
from qianshao.accounts.services import (
    change_password,
    create_user,
    disable_user,
    enable_user,
    grant_role,
    log_in,
    reset_password,
    revoke_role,
    set_password,
)
from qianshao.core.actor import Actor
from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal
from qianshao.core.scope import Scope
from qianshao.journal.models import Entry
from tests.cast import PASSWORD, SYSTEM, Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db
MANAGER = frozenset({"accounts.manage", "accounts.view"})


def stored(user: User) -> User:
    """As it stands in the database."""
    return User.objects.unscoped("a test looks").get(pk=user.pk)


def town_manager(cast: Cast) -> Actor:
    """Somebody who manages users of one town only."""
    return Actor("user", "镇管理员", "desk", 10**6, scope=Scope(grants={cast.town_a.path: MANAGER}))


def newcomer(cast: Cast, path: str, **extra: Any) -> User:
    """A fresh user of an area."""
    given = {"username": "xin-lai", "display_name": "新来", **extra}
    return create_user(actor=cast.actor("county_admin"), now=cast.now, division_path=path, **given).user


def test_a_new_user_gets_a_one_time_password_and_must_change_it(cast: Cast) -> None:
    made = create_user(
        actor=cast.actor("county_admin"),
        now=cast.now,
        username="Zhang.San",
        display_name="张三",
        phone="+86 138-0000-2046",
        division_path=cast.town_a.path,
    )
    assert stored(made.user).must_change_password
    assert made.user.username == "zhang.san"
    assert log_in(username="zhang.san", password=made.password, address="a", now=cast.now) == made.user
    entry = Entry.objects.unscoped("a test looks").get(kind="accounts.user_created", subject_id=made.user.pk)
    assert made.password not in str(entry.data)
    assert entry.actor_user == cast.users["county_admin"].pk


def test_the_phone_number_is_sealed_in_the_database_and_found_by_its_hash(cast: Cast) -> None:
    from qianshao.core.fields import keyed_hash
    from qianshao.core.sql import fetch_all

    user = newcomer(cast, cast.town_a.path, phone="13912345678")
    ((raw,),) = fetch_all("SELECT phone FROM accounts_user WHERE id = %s", (user.pk,))
    assert "1391234" not in raw
    found = User.objects.unscoped("a test looks").get(phone_hash=keyed_hash("phone", "13912345678"))
    assert found.phone == "13912345678"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"username": "a b"}, "user.username"),
        ({"username": ""}, "user.username"),
        ({"username": "<script>"}, "user.username"),
        ({"username": "County_Duty"}, "user.taken"),
        ({"display_name": "  "}, "user.name"),
        ({"password": "短"}, "password.weak"),
        ({"password": "password123456"[:10]}, "password.weak"),
        ({"username": "lisi-lisi-lisi", "password": "lisi-lisi-lisi"}, "password.weak"),
    ],
)
def test_an_unfit_user_is_refused_whole(cast: Cast, given: dict[str, Any], code: str) -> None:
    before = User.objects.unscoped("a test counts").count()
    with pytest.raises(Invalid) as refused:
        newcomer(cast, cast.town_a.path, **given)
    assert refused.value.code == code
    assert User.objects.unscoped("a test counts").count() == before


@pytest.mark.parametrize("key", ["county_lead", "county_duty", "town_lead", "county_auditor", "wall"])
def test_nobody_without_the_permission_manages_users(cast: Cast, key: str) -> None:
    with pytest.raises(NotAllowed):
        disable_user(actor=cast.actor(key), now=cast.now, user_id=cast.users["village_cadre"].pk)


@pytest.mark.parametrize("verb", [disable_user, enable_user, reset_password])
def test_users_of_another_area_are_not_found(cast: Cast, verb: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        verb(actor=cast.actor("county_admin"), now=cast.now, user_id=cast.users["neighbour_lead"].pk)


def test_a_town_manager_cannot_touch_whoever_holds_more_than_the_town(cast: Cast) -> None:
    user = newcomer(cast, cast.town_a.path)
    grant_role(
        actor=cast.actor("county_admin"),
        now=cast.now,
        user_id=user.pk,
        role="county_duty",
        division_path=cast.county.path,
    )
    for verb in (reset_password, disable_user):
        with pytest.raises(NotAllowed) as refused:
            verb(actor=town_manager(cast), now=cast.now, user_id=user.pk)
        assert refused.value.code == "user.above"


def test_a_town_manager_grants_inside_the_town_only(cast: Cast) -> None:
    user, actor = newcomer(cast, cast.town_a.path), town_manager(cast)
    grant_role(actor=actor, now=cast.now, user_id=user.pk, role="grid_worker", division_path=cast.village_a1.path)
    for outside in (cast.county.path, cast.town_b.path, ""):
        with pytest.raises((NotFound, NotAllowed)):
            grant_role(actor=actor, now=cast.now, user_id=user.pk, role="grid_worker", division_path=outside)
    assert roles_of(user, cast.now) == ["grid_worker"]


def test_nobody_grants_to_oneself(cast: Cast) -> None:
    admin = cast.users["county_admin"]
    with pytest.raises(NotAllowed) as refused:
        grant_role(
            actor=cast.actor("county_admin"),
            now=cast.now,
            user_id=admin.pk,
            role="county_lead",
            division_path=cast.county.path,
        )
    assert refused.value.code == "grant.self"


def test_nobody_disables_oneself(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        disable_user(actor=cast.actor("county_admin"), now=cast.now, user_id=cast.users["county_admin"].pk)


def test_the_last_administrator_stays(cast: Cast) -> None:
    admin = cast.users["county_admin"]
    grant = Grant.objects.get(user=admin)
    for verb in (
        lambda: disable_user(actor=SYSTEM, now=cast.now, user_id=admin.pk),
        lambda: revoke_role(actor=SYSTEM, now=cast.now, grant_id=grant.pk),
    ):
        with pytest.raises(NotAllowed) as refused:
            verb()
        assert refused.value.code == "user.last_admin"
    second = newcomer(cast, cast.county.path)
    grant_role(actor=SYSTEM, now=cast.now, user_id=second.pk, role="county_admin", division_path=cast.county.path)
    disable_user(actor=SYSTEM, now=cast.now, user_id=admin.pk)
    assert not stored(admin).is_active


def test_a_role_begins_and_ends_on_its_days(cast: Cast) -> None:
    user = newcomer(cast, cast.town_a.path)
    grant_role(
        actor=SYSTEM,
        now=cast.now,
        user_id=user.pk,
        role="town_duty",
        division_path=cast.town_a.path,
        valid_from=date(2026, 7, 20),
        valid_to=date(2026, 7, 21),
    )
    # 20 July begins at 16:00 UTC on the 19th: days are Beijing days.
    eve = cast.now.replace(day=19, hour=15, minute=59)
    assert scope_of(user, eve).paths == ()
    assert scope_of(user, eve + timedelta(minutes=1)).paths == (cast.town_a.path,)
    assert scope_of(user, cast.now.replace(day=21, hour=15, minute=59)).may("people.view", cast.village_a1.path)
    assert scope_of(user, cast.now.replace(day=21, hour=16)).paths == ()


def test_the_same_role_is_not_given_twice_and_dates_are_not_turned(cast: Cast) -> None:
    user = cast.users["town_duty"]
    for extra in ({}, {"valid_from": date(2026, 8, 1), "valid_to": date(2026, 7, 1)}, {"role": "emperor"}):
        with pytest.raises(Invalid):
            grant_role(
                actor=SYSTEM,
                now=cast.now,
                user_id=user.pk,
                **{"role": "town_duty", "division_path": cast.town_a.path, **extra},
            )


def test_a_revoked_role_counts_no_more_at_the_next_request(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("county_auditor")
    assert client.get("/users/").status_code == 200
    grant = Grant.objects.get(user=cast.users["county_auditor"])
    revoke_role(actor=cast.actor("county_admin"), now=cast.now, grant_id=grant.pk)
    assert client.get("/users/").status_code == 403
    with pytest.raises(NotFound):
        revoke_role(actor=cast.actor("county_admin"), now=cast.now, grant_id=grant.pk)
    kinds = Entry.objects.unscoped("a test looks").filter(kind="accounts.role_revoked")
    assert [str(entry) for entry in kinds] == ["收回 周正（督查室） 的 督查审计，范围 演示县"]


def test_several_grants_add_up_each_in_its_own_area(cast: Cast) -> None:
    user = cast.users["village_cadre"]
    grant_role(actor=SYSTEM, now=cast.now, user_id=user.pk, role="town_lead", division_path=cast.town_b.path)
    scope = scope_of(user, cast.now)
    assert set(scope.paths) == {cast.village_a1.path, cast.town_b.path}
    assert scope.may("people.reveal", cast.village_b1.path)
    assert not scope.sees(cast.village_a2.path)


def test_the_scope_takes_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        scope_of(cast.users["county_lead"], cast.now)


def test_a_password_change_asks_the_old_one_and_ends_other_sessions(cast: Cast, client_as: ClientAs) -> None:
    here, elsewhere = client_as("county_admin"), client_as("county_admin")
    assert elsewhere.get("/users/").status_code == 200
    wrong = here.post("/password/", {"old": "x", "new": "一句很长的新密码啊", "again": "一句很长的新密码啊"})
    assert wrong.status_code == 422
    new = "一句很长很长的新密码"
    unequal = here.post("/password/", {"old": PASSWORD, "new": new, "again": new + "!"})
    assert "不一样" in unequal.content.decode()
    assert here.post("/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/users/").status_code == 200
    assert elsewhere.get("/users/").status_code == 302


def test_only_oneself_changes_ones_password(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change_password(
            actor=cast.actor("county_admin"),
            now=cast.now,
            user=cast.users["county_duty"],
            old=PASSWORD,
            new="一句很长很长的新密码",
        )


def test_after_a_reset_the_old_password_and_sessions_are_dead_and_a_new_one_must_be_chosen(
    cast: Cast, client_as: ClientAs
) -> None:
    client = client_as("county_auditor")
    user = cast.users["county_auditor"]
    made = reset_password(actor=cast.actor("county_admin"), now=cast.now, user_id=user.pk)
    assert client.get("/users/").status_code == 302
    with pytest.raises(Invalid):
        log_in(username=user.username, password=PASSWORD, address="a", now=cast.now)
    client.post("/login/", {"username": user.username, "password": made.password})
    held = client.get("/users/")
    assert (held.status_code, held["Location"]) == (302, "/password/")
    new = "自己选的很长的密码"
    client.post("/password/", {"old": made.password, "new": new + "一", "again": new + "一"})
    assert client.get("/users/").status_code == 200


def test_a_password_set_on_the_command_line_need_not_be_changed(cast: Cast) -> None:
    user = set_password(
        actor=SYSTEM, now=cast.now, user_id=cast.users["wall"].pk, password="命令行里设的长密码" + "啊"
    )
    assert not stored(user).must_change_password


def test_an_enabled_user_comes_back_with_the_roles_still_held(cast: Cast) -> None:
    user = cast.users["wall"]
    disable_user(actor=SYSTEM, now=cast.now, user_id=user.pk)
    assert scope_of(stored(user), cast.now).paths == ()
    enable_user(actor=SYSTEM, now=cast.now, user_id=user.pk)
    assert scope_of(stored(user), cast.now).paths == (cast.county.path,)


def test_a_site_wide_administrator_sees_every_area(cast: Cast) -> None:
    user = create_user(actor=SYSTEM, now=cast.now, username="root-admin", display_name="总管").user
    grant_role(actor=SYSTEM, now=cast.now, user_id=user.pk, role="county_admin")
    scope = scope_of(user, cast.now)
    assert scope.paths == ("",)
    assert user_by_id(scope, cast.users["neighbour_lead"].pk)


def test_a_county_administrator_cannot_make_site_wide_users_or_grants(cast: Cast) -> None:
    admin, user = cast.actor("county_admin"), cast.users["county_duty"]
    for verb in (
        lambda: create_user(actor=admin, now=cast.now, username="site-user", display_name="全站"),
        lambda: grant_role(actor=admin, now=cast.now, user_id=user.pk, role="county_admin"),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_refused_verb_writes_nothing(cast: Cast) -> None:
    before = Entry.objects.unscoped("a test counts").count(), Grant.objects.count()
    with pytest.raises(Refusal):
        grant_role(
            actor=cast.actor("town_lead"),
            now=cast.now,
            user_id=cast.users["village_cadre"].pk,
            role="town_lead",
            division_path=cast.town_a.path,
        )
    assert (Entry.objects.unscoped("a test counts").count(), Grant.objects.count()) == before


def test_the_pages_make_a_user_give_a_role_and_show_the_password_once(
    cast: Cast, client_as: ClientAs, fake_clock: FakeClock
) -> None:
    client = client_as("county_admin")
    shown = client.post(
        "/users/new/",
        {"username": "liu", "display_name": "刘闯", "division_path": cast.village_a1.path, "phone": "13800001111"},
    )
    user = User.objects.unscoped("a test looks").get(username="liu")
    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    page = client.get(f"/users/{user.pk}/").content.decode()
    assert secret not in page
    assert "138****1111" in page
    assert "13800001111" not in page
    client.post(f"/users/{user.pk}/grants/", {"role": "village_cadre", "division_path": cast.village_a1.path})
    assert roles_of(user, fake_clock.now()) == ["village_cadre"]
    listed = client.get("/users/?q=刘").content.decode()
    assert "刘闯" in listed
    assert "孙明" not in listed


def test_a_county_list_leaves_the_neighbour_out(client_as: ClientAs) -> None:
    page = client_as("county_auditor").get("/users/").content.decode()
    assert "褚秀" in page
    assert "卫国" not in page


def test_the_list_of_users_takes_the_same_queries_for_one_and_for_many(
    cast: Cast, client_as: ClientAs, django_assert_max_num_queries: Any
) -> None:
    client = client_as("county_auditor")
    for number in range(20):
        newcomer(cast, cast.village_a1.path, username=f"many-{number}")
    with django_assert_max_num_queries(8):
        client.get("/users/")


def test_the_form_gives_no_role_and_no_area_by_not_looking(cast: Cast, client_as: ClientAs) -> None:
    client, user = client_as("county_admin"), cast.users["town_duty"]
    page = client.get(f"/users/{user.pk}/").context["grant_form"]
    unchanged = {"role": page["role"].value() or "", "division_path": page.fields["division_path"].choices[0][0]}
    answer = client.post(f"/users/{user.pk}/grants/", unchanged)
    assert answer.status_code == 422
    chosen = client.post(f"/users/{user.pk}/grants/", {**unchanged, "role": "town_lead"})
    assert "请选择范围" in chosen.content.decode()
    assert roles_of(user, cast.now) == ["town_duty"]
