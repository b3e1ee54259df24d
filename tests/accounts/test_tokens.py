"""Keys for programs: what they open, when they die, and that no cookie helps them."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path
from ninja import NinjaAPI, Router, Schema

from qianshao.accounts.access import public, requires
from qianshao.accounts.models import ApiToken, Grant
from qianshao.accounts.selectors import living_token, scope_of_token
from qianshao.accounts.services import disable_user, issue_token, revoke_role, revoke_token
from qianshao.config import api as assembly
from qianshao.config import urls as site_urls
from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotFound, Stale
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db
router = Router()


class Sent(Schema):
    """A body with one number."""

    days: int


@router.get("/who")
@requires("people.reveal")
def who(request: HttpRequest) -> dict[str, str]:
    """Who asks."""
    return {"label": request.actor.label, "source": request.actor.source}


@router.post("/change")
@requires("people.reveal")
def change(request: HttpRequest, sent: Sent) -> dict[str, int]:
    """Changes something."""
    return {"days": sent.days}


@router.get("/stale")
@requires("people.reveal")
def stale(request: HttpRequest) -> None:
    """Refuses."""
    raise Stale("state.moved", "已经{what}了", what="办结")


@router.get("/open", auth=None)
@public("a test's open operation")
def open_to_all(request: HttpRequest) -> dict[str, bool]:
    """Open."""
    return {"open": True}


def _api() -> NinjaAPI:
    api = NinjaAPI(auth=assembly.ApiAuth(), docs_url=None, openapi_url=None, urls_namespace="try")
    api.add_router("/try", router)
    assembly._answer_errors(api)
    return api


urlpatterns = [path("api/v9/", assembly.marked_urls(_api())), path("", include(site_urls))]


@pytest.fixture
def secret(cast: Cast, settings: object) -> str:
    """A token of the town's duty officer; the test's own API is mounted."""
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    grant = Grant.objects.get(user=cast.users["town_duty"])
    made = issue_token(actor=cast.actor("county_admin"), now=cast.now, grant_id=grant.pk, name="雨量站", days=30)
    return made.secret


def program(secret: str) -> Client:
    """A program with its key."""
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}"}, enforce_csrf_checks=True)


def test_a_token_acts_as_its_user_within_its_grant(cast: Cast, secret: str) -> None:
    answer = program(secret).get("/api/v9/try/who")
    assert answer.json() == {"label": "吴敏（青石镇值班员）", "source": "api"}
    token = living_token(secret, cast.now)
    assert token is not None
    assert scope_of_token(token).paths == (cast.town_a.path,)


def test_a_token_needs_no_csrf_token_and_a_session_does(secret: str, client_as: ClientAs) -> None:
    body = {"days": 3}
    ask = {"data": body, "content_type": "application/json"}
    assert program(secret).post("/api/v9/try/change", **ask).json() == body
    session = client_as("town_duty", enforce_csrf_checks=True)
    refused = session.post("/api/v9/try/change", **ask)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf.failed")
    session.get("/password/")
    given = {"X-CSRFToken": session.cookies["csrftoken"].value}
    assert session.post("/api/v9/try/change", **ask, headers=given).status_code == 200


def test_a_token_opens_no_pages(secret: str) -> None:
    assert program(secret).get("/password/").status_code == 302


def test_nobody_and_a_wrong_token_get_401_and_the_wrong_role_403(secret: str, client_as: ClientAs) -> None:
    assert Client(SERVER_NAME="localhost").get("/api/v9/try/who").json()["code"] == "login.needed"
    wrong = program("qs_wrong").get("/api/v9/try/who")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "token.invalid")
    assert client_as("wall").get("/api/v9/try/who").status_code == 403
    # A wrong token is not made good by a session behind it.
    both = client_as("town_duty", headers={"Authorization": "Bearer qs_wrong"})
    assert both.get("/api/v9/try/who").status_code == 401


@pytest.mark.parametrize("end", ["revoked", "expired", "role gone", "user gone"])
def test_a_token_dies_with_its_term_its_role_or_its_user(
    cast: Cast, secret: str, fake_clock: FakeClock, end: str
) -> None:
    token = ApiToken.objects.get()
    if end == "revoked":
        revoke_token(actor=SYSTEM, now=cast.now, token_id=token.pk)
    elif end == "expired":
        fake_clock.advance(timedelta(days=30).total_seconds())
    elif end == "role gone":
        revoke_role(actor=SYSTEM, now=cast.now, grant_id=token.grant_id)
    else:
        disable_user(actor=SYSTEM, now=cast.now, user_id=cast.users["town_duty"].pk)
    assert program(secret).get("/api/v9/try/who").status_code == 401


def test_a_token_is_stored_as_a_digest_only(secret: str) -> None:
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    assert len(secret) > 40


def test_a_narrowed_token_does_less_than_its_role(cast: Cast, secret: str) -> None:
    grant = Grant.objects.get(user=cast.users["town_duty"])
    made = issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="只读", days=1, actions=("journal.view",))
    assert program(made.secret).get("/api/v9/try/who").status_code == 403
    with pytest.raises(Invalid):
        issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="越权", days=1, actions=("accounts.manage",))


@pytest.mark.parametrize("given", [{"days": 0}, {"days": 367}, {"name": " "}])
def test_a_token_has_a_purpose_and_an_end(cast: Cast, given: dict[str, object]) -> None:
    grant = Grant.objects.get(user=cast.users["town_duty"])
    with pytest.raises(Invalid):
        issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, **{"name": "用", "days": 9, **given})


def test_a_token_of_another_county_cannot_be_made_or_revoked(cast: Cast) -> None:
    grant = Grant.objects.get(user=cast.users["neighbour_lead"])
    with pytest.raises(NotFound):
        issue_token(actor=cast.actor("county_admin"), now=cast.now, grant_id=grant.pk, name="偷", days=1)
    made = issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="邻", days=1)
    with pytest.raises(NotFound):
        revoke_token(actor=cast.actor("county_admin"), now=cast.now, token_id=made.token.pk)


def test_refusals_and_mistakes_are_json_in_chinese(secret: str) -> None:
    client = program(secret)
    assert client.get("/api/v9/try/stale").json() == {"code": "state.moved", "message": "已经办结了"}
    wrong = client.post("/api/v9/try/change", {"days": "许多"}, content_type="application/json")
    assert wrong.status_code == 422
    assert wrong.json()["fields"] == [{"field": "body.sent.days", "problem": "要填整数"}]
    missing = client.post("/api/v9/try/change", {}, content_type="application/json")
    assert missing.json()["fields"][0]["problem"] == "必须填写"
    broken = client.post("/api/v9/try/change", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "input.unreadable")
    assert client.get("/api/v9/nothing").status_code == 404


def test_an_open_operation_needs_nobody(secret: str) -> None:
    assert Client(SERVER_NAME="localhost").get("/api/v9/try/open").json() == {"open": True}


def test_an_operation_without_a_mark_stops_the_site_from_starting() -> None:
    from django.core.exceptions import ImproperlyConfigured

    bare = NinjaAPI(docs_url=None, openapi_url=None, urls_namespace="bare")
    bare.get("/x")(lambda request: {})
    with pytest.raises(ImproperlyConfigured):
        assembly.marked_urls(bare)


def test_the_schema_lists_the_operations_and_is_open(secret: str) -> None:
    answer = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json")
    assert answer.json()["info"]["title"] == "前哨 Qianshao"
