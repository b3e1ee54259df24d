"""What every page has: a strict policy, headers, safe cookies; and marks that do what they say."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from qianshao.accounts.access import NotSignedIn, personal, public, requires
from qianshao.core.errors import NotAllowed
from qianshao.core.scope import Scope
from tests.accounts.test_matrix import Browsers, methods, one_who_may
from tests.cast import PASSWORD, Cast
from tests.conftest import ClientAs
from tests.matrix_objects import OBJECTS
from tests.site_map import pages

pytestmark = pytest.mark.django_db
NOBODY, WHO_MAY = "nobody", "who may"


SCRIPT = r"<script(?![^>]*\b(?:src=|type=.application/json))[^>]*>"  # JSON for a script to read runs nowhere
INLINE = re.compile(SCRIPT + r"|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def is_closed(answer: Any) -> bool:
    """Whether an answer carries the policy and the headers every answer must carry."""
    policy = answer.headers.get("Content-Security-Policy", "")
    return (
        "default-src 'self'" in policy
        and "unsafe" not in policy
        and "frame-ancestors 'none'" in policy
        and answer.headers.get("X-Frame-Options") == "DENY"
        and answer.headers.get("X-Content-Type-Options") == "nosniff"
        # an answer page hides even its own address: it is the secret
        and answer.headers.get("Referrer-Policy") in {"same-origin", "no-referrer"}
    )


def inline(answer: Any) -> list[str]:
    """What a page would run or paint without a file of its own."""
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return []
    return [str(hit) for hit in INLINE.findall(answer.content.decode())]


@pytest.mark.sqlite_only("headers and templates know no database")
@pytest.mark.parametrize("who", [NOBODY, WHO_MAY])
def test_every_answer_carries_the_policy_and_the_headers_and_no_inline_script_style_or_handler(
    cast: Cast, client_as: ClientAs, who: str
) -> None:
    poor, seen = [], 0
    browsers = Browsers(client_as)
    for page in pages():
        if page.places and page.name not in OBJECTS:
            continue
        kwargs = OBJECTS[page.name](cast, cast.village_a1) if page.places else {}
        for method in methods(page):
            role = "" if who == NOBODY else one_who_may(page)
            answer = browsers.ask(role, method, page, page.address(**kwargs))
            poor += [] if is_closed(answer) else [f"{method} {page.name} {answer.status_code}"]
            if not page.method:
                poor += [f"{method} {page.name}: {hit}" for hit in inline(answer)]
                seen += answer.status_code == 200
    assert not poor
    assert seen > 5, "must fail: pages that refuse everybody would all be fine"


def test_control_what_is_inline_or_open_is_found() -> None:
    for bad in ("<script>x</script>", "<p onclick=x>", "<p style='a'>", "<style>", "<a href='javascript:x'>"):
        assert inline(HttpResponse(bad))
    assert not inline(HttpResponse("<script src=/a.js></script><script type='application/json'>{}</script>"))
    assert not is_closed(HttpResponse("nothing set"))


def test_cookies_are_closed_to_scripts_and_other_sites(cast: Cast) -> None:
    client = Client(SERVER_NAME="localhost")
    client.post("/login/", {"username": "county_duty", "password": PASSWORD})
    for name in ("sessionid", "qs_device"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_behind_https_cookies_are_secure(cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client(SERVER_NAME="localhost")
    client.get("/login/", secure=True)
    client.post("/login/", {"username": "county_duty", "password": PASSWORD}, secure=True)
    assert all(client.cookies[name]["secure"] for name in ("sessionid", "qs_device", "csrftoken"))


def test_a_page_that_needs_a_login_is_not_kept_by_the_browser_after_logout(client_as: ClientAs) -> None:
    for address in ("/password/", "/users/", "/users/new/"):
        kept = client_as("county_admin").get(address)["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept


def _ask(view: Any, *, may: bool = False, known: bool = True, **headers: str) -> Any:
    request: Any = RequestFactory().get("/somewhere/?a=1", **headers)
    request.user = type("U", (), {"is_authenticated": known})()
    request.scope = Scope({"0001": frozenset({"try.it"} if may else ())})
    return view(request)


def test_the_marks_say_who_may_open_a_view() -> None:
    guarded = requires("try.it")(lambda request: HttpResponse("in"))
    assert guarded.required_action == "try.it"  # type: ignore[attr-defined]
    assert _ask(guarded, may=True).content == b"in"
    with pytest.raises(NotAllowed):
        _ask(guarded)
    assert _ask(personal("one's own things")(lambda request: HttpResponse("in"))).content == b"in"
    assert _ask(public("for a test")(lambda request: HttpResponse("in")), known=False).content == b"in"
    with pytest.raises(ValueError, match="why"):
        public("")


def test_nobody_is_sent_to_the_login_and_back() -> None:
    guarded = requires("try.it")(lambda request: HttpResponse("in"))
    assert _ask(guarded, known=False)["Location"] == "/login/?next=/somewhere/%3Fa%3D1"
    with pytest.raises(NotSignedIn):
        _ask(guarded, known=False, headers={"Accept": "application/json"})
    fragment = _ask(guarded, known=False, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/login/")


def test_a_menu_shows_only_what_may_be_opened(client_as: ClientAs) -> None:
    assert "/users/" in client_as("county_admin").get("/users/").content.decode()
    page = client_as("county_auditor").get("/users/")
    assert "/users/new/" not in page.content.decode()
