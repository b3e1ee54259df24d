"""The permission matrix: every address × every role × own area, sibling area, other county; GET and POST.

What is expected is computed from the views' marks and the rooms' ``permissions.py``; nothing is listed by hand
but how to make an object (``tests/matrix_objects.py``). A view without a mark fails, and so does an address with
parameters for which nobody said how to make an object.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from qianshao.accounts.access import Access
from qianshao.accounts.permissions import actions_of, all_actions
from qianshao.core.permissions import ROLES
from qianshao.divisions.models import Division
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.matrix import OF_THE_SITE
from tests.matrix_objects import OBJECTS
from tests.site_map import Page, pages

ANONYMOUS = ""
PAGES = pages()
WITH_OBJECT = [page for page in PAGES if page.places]
LEAVING = "accounts:logout"
REFUSED = 403
HIDDEN = 404


def areas(cast: Cast) -> tuple[Division, ...]:
    """Own for everybody; outside for town and village; outside for all."""
    return (cast.village_a1, cast.village_b1, cast.neighbour_village)


def verdict(access: Access, role: str, sees: bool) -> str:
    """What must come out: open, login, refused or hidden."""
    if access.kind == "public":
        return "public"
    if role == ANONYMOUS:
        return "login"
    if access.kind == "action" and access.detail not in actions_of(role):
        return "refused"
    return "open" if sees else "hidden"


def exists_for(cast: Cast, role: str, page: Page, where: Division) -> bool:
    """Whether what the address names is there for the person: in their areas, or of the whole site."""
    if page.name in OF_THE_SITE:
        return where.path != cast.neighbour_village.path
    return bool(cast.scope(role).sees(where.path))


def matches(verdict: str, answer: Any) -> bool:
    """Whether an answer is what the verdict allows. 405 is a refusal that tells nothing."""
    status = answer.status_code
    to_login = status == 302 and answer["Location"].startswith("/login/?next=")
    if verdict == "public":
        return status < 500 and not to_login
    if verdict == "login":
        return to_login or status in {401, 405}
    if verdict == "refused":
        return status in {REFUSED, 405}
    if verdict == "hidden":
        return status in {HIDDEN, 405}
    return status < 500 and status not in {401, REFUSED, HIDDEN} and not to_login


def ask(client: Client, method: str, address: str) -> Any:
    """A request with an empty body."""
    if address.startswith("/api/"):
        return client.generic(method, address, b"{}", content_type="application/json")
    return client.generic(method, address, b"", content_type="application/x-www-form-urlencoded")


def methods(page: Page) -> tuple[str, ...]:
    """GET and POST for pages, its own method for an API operation."""
    return (page.method,) if page.method else ("GET", "POST")


def browser_of(client_as: ClientAs, role: str, **options: Any) -> Client:
    """A fresh browser, logged in unless anonymous; a view that crashes answers 500 instead of raising."""
    options = {"raise_request_exception": False, **options}
    return client_as(role, **options) if role else Client(SERVER_NAME="localhost", **options)


def one_who_may(page: Page) -> str:
    """A role that may open the page: the county's lead or administrator where they may, else the first that may."""
    if page.access is None or page.access.kind != "action":
        return "county_lead"
    able = [role for role in ("county_lead", "county_admin", *ROLES) if page.access.detail in actions_of(role)]
    return able[0] if able else "county_lead"


class Browsers:
    """One browser for each role, logged in again after it left."""

    def __init__(self, client_as: ClientAs, **options: Any) -> None:
        self.client_as, self.options = client_as, options
        self.open: dict[str, Client] = {}

    def of(self, role: str) -> Client:
        """The role's browser."""
        if role not in self.open:
            self.open[role] = browser_of(self.client_as, role, **self.options)
        return self.open[role]

    def ask(self, role: str, method: str, page: Page, address: str) -> Any:
        """A request of that role."""
        answer = ask(self.of(role), method, address)
        if page.name == LEAVING:
            del self.open[role]
        return answer


#: Who may open what does not depend on the database. That each page's SQL runs on PostgreSQL does: there, one role
#: that may open the page asks for it; here, every role.
WALKERS = [*ROLES, ANONYMOUS] if connection.vendor == "sqlite" else []
ROOMS = sorted({page.name.partition(":")[0] for page in PAGES})


def walkers_of(page: Page) -> list[str]:
    """The roles that ask for a page."""
    return WALKERS or [one_who_may(page)]


#: PostgreSQL walks all pending constraints of the transaction at each taking back: there, objects are made anew.
TAKES_BACK = connection.vendor == "sqlite"


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is undone. A savepoint, not ``atomic``: verbs demand to be the outermost."""
    if not TAKES_BACK:
        yield
        return
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def without_trace(browsers: Browsers, role: str, method: str, page: Page, address: str) -> Any:
    """A request whose changes are taken back: what the address names is as new for whoever asks next."""
    browsers.of(role)  # whoever comes in stays in
    if method == "GET":
        return browsers.ask(role, method, page, address)
    with taken_back():
        return browsers.ask(role, method, page, address)


def wrong_answers(cast: Cast, browsers: Browsers, page: Page, where: Division) -> list[str]:
    """Every role asks for one page in one area; what its mark does not say."""
    assert page.access is not None
    kwargs = OBJECTS[page.name](cast, where) if page.places else {}
    wrong = []
    for role in walkers_of(page):
        due = verdict(page.access, role, bool(role) and exists_for(cast, role, page, where))
        answers = {how: without_trace(browsers, role, how, page, page.address(**kwargs)) for how in methods(page)}
        wrong += [
            f"{how} {page.name} for {role} in {where}: {answer.status_code}, due {due}"
            for how, answer in answers.items()
            if not matches(due, answer)
        ]
        if due == "open" and is_dead(answers.values()):
            wrong.append(f"{page.name} for {role} in {where}: answers neither GET nor POST")
    return wrong


def is_dead(answers: Iterable[Any]) -> bool:
    """Whether every method was refused as such: else a 405 to everything would satisfy the matrix."""
    return {answer.status_code for answer in answers} == {405}


@pytest.mark.parametrize("room", ROOMS)
def test_every_address_answers_each_role_as_its_mark_says(cast: Cast, client_as: ClientAs, room: str) -> None:
    wrong, browsers = [], Browsers(client_as)
    for page in PAGES:
        if page.name.partition(":")[0] != room or page.access is None or (page.places and page.name not in OBJECTS):
            continue
        for where in areas(cast) if page.places else (cast.village_a1,):
            wrong += wrong_answers(cast, browsers, page, where)
    assert not wrong, "\n".join(wrong)


def test_every_view_has_a_mark() -> None:
    assert not [page.name for page in PAGES if page.access is None]


def test_every_public_or_personal_view_says_why() -> None:
    opened = [page for page in PAGES if page.access and page.access.kind != "action"]
    assert all(len(page.access.detail) > 8 for page in opened if page.access)


def test_every_address_with_parameters_has_a_builder() -> None:
    missing = [f"{page.name} ({page.route})" for page in WITH_OBJECT if page.name not in OBJECTS]
    assert not missing, "add them to the tests/matrix_<room>.py of their room:\n" + "\n".join(missing)


def test_every_builder_belongs_to_an_address() -> None:
    assert not set(OBJECTS) - {page.name for page in WITH_OBJECT}


def test_every_action_a_view_asks_for_is_declared() -> None:
    asked = {page.access.detail for page in PAGES if page.access and page.access.kind == "action"}
    assert not asked - set(all_actions())


def test_every_action_belongs_to_some_role() -> None:
    assert not [action.code for action in all_actions().values() if not action.roles]


@pytest.mark.sqlite_only("the token is looked at before any row is")
def test_no_post_passes_without_its_csrf_token(cast: Cast, client_as: ClientAs) -> None:
    """Except where no cookie counts: views exempt from the check must be public and say what they check instead."""
    passed, browsers = [], Browsers(client_as, enforce_csrf_checks=True)
    for page in PAGES:
        if page.access is None or (page.places and page.name not in OBJECTS):
            continue
        if page.method in {"GET", "HEAD", "OPTIONS"} or (
            getattr(page.view, "csrf_exempt", False) and not page.method
        ):
            continue
        kwargs = OBJECTS[page.name](cast, cast.village_a1) if page.places else {}
        answer = browsers.ask(one_who_may(page), page.method or "POST", page, page.address(**kwargs))
        if answer.status_code != REFUSED and not (page.method and page.access.kind == "public"):
            passed.append(f"{page.name}: {answer.status_code}")
    assert not passed


def test_only_public_views_are_exempt_from_the_csrf_check() -> None:
    exempt = [page for page in PAGES if getattr(page.view, "csrf_exempt", False) and not page.method]
    assert not [page.name for page in exempt if page.access is None or page.access.kind != "public"]


def test_control_a_page_that_loses_its_mark_opens_for_nobody_and_fails_the_matrix(
    cast: Cast, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = next(page for page in PAGES if page.name == "accounts:users")
    monkeypatch.delattr(page.view, "access")
    assert "accounts:users" in [found.name for found in pages() if found.access is None]
    assert client_as("county_admin").get("/users/").status_code == REFUSED


def test_control_a_selector_that_forgets_its_scope_fails_the_matrix(
    cast: Cast, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianshao.accounts import selectors
    from qianshao.core.scope import Scope

    found = selectors.user_by_id
    monkeypatch.setattr(selectors, "user_by_id", lambda _scope, pk: found(Scope.everything("forgotten"), pk))
    page = next(page for page in PAGES if page.name == "accounts:user")
    kwargs = OBJECTS[page.name](cast, cast.neighbour_village)
    answer = ask(client_as("county_admin"), "GET", page.address(**kwargs))
    assert page.access is not None
    assert not matches(verdict(page.access, "county_admin", sees=False), answer)


def test_control_a_page_that_answers_no_method_is_dead(client_as: ClientAs) -> None:
    browser = client_as("county_admin")
    assert is_dead([ask(browser, method, "/logout/") for method in ("GET", "GET")])
    assert not is_dead([ask(browser, method, "/logout/") for method in ("GET", "POST")])


def test_control_a_weaker_mark_fails_the_matrix(cast: Cast, client_as: ClientAs) -> None:
    answer = ask(client_as("town_lead"), "GET", "/password/")
    assert not matches(verdict(Access("action", "accounts.manage"), "town_lead", sees=True), answer)
