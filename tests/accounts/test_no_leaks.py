"""Secrets and numbers stay where they belong: not in logs, not in addresses, not readable in the database."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from qianshao.accounts.models import Grant, User
from qianshao.accounts.services import issue_token, reset_password
from qianshao.core.sql import fetch_all
from qianshao.journal.models import Entry
from tests.cast import PASSWORD, SYSTEM, Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db
NUMBER, WRONG, NEW = "13712340987", "猜错的密码-kanarienvogel", "一句自己选的长密码-taube"


def walk(cast: Cast, client_as: ClientAs) -> list[str]:
    """Everything one does with passwords, numbers and keys. Returns the secrets that came up on the way."""
    door = Client(SERVER_NAME="localhost", raise_request_exception=False)
    door.post("/login/", {"username": WRONG, "password": WRONG})
    for _ in range(6):
        door.post("/login/", {"username": "county_duty", "password": WRONG})
    admin = client_as("county_admin")
    shown = admin.post(
        "/users/new/",
        {"username": "gezi", "display_name": "鸽子", "phone": NUMBER, "division_path": cast.village_a1.path},
    ).context["secret"]
    door.post("/login/", {"username": "gezi", "password": shown})
    door.post("/password/", {"old": shown, "new": NEW, "again": NEW})
    user = User.objects.unscoped("a test looks").get(username="gezi")
    reset = reset_password(actor=SYSTEM, now=cast.now, user_id=user.pk).password
    grant = Grant.objects.get(user=cast.users["town_duty"])
    token = issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="试", days=1).secret
    door.get("/api/v1/nothing", headers={"Authorization": f"Bearer {token}"})
    door.get("/api/v1/nothing", headers={"Authorization": f"Bearer {token}x"})
    admin.get("/users/?q=gezi")
    return [NUMBER, WRONG, NEW, PASSWORD, shown, reset, token]


def everything_stored() -> str:
    """All rows of all tables as the database holds them. Models that other tests make up have no table."""
    tables = connection.introspection.table_names()
    return "\n".join(
        str(row)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables
        for row in fetch_all(f"SELECT * FROM {model._meta.db_table}")
    )


def test_no_secret_is_logged(cast: Cast, client_as: ClientAs, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        secrets = walk(cast, client_as)
    assert caplog.records
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert not [secret for secret in secrets if secret in logged]


def test_whoever_opens_the_database_reads_no_number_and_no_secret(cast: Cast, client_as: ClientAs) -> None:
    secrets = walk(cast, client_as)
    stored = everything_stored()
    assert "gezi" in stored
    assert not [secret for secret in secrets if secret in stored]


def test_the_journal_names_no_number_and_no_secret(cast: Cast, client_as: ClientAs) -> None:
    secrets = walk(cast, client_as)
    told = "\n".join(f"{entry} {entry.data}" for entry in Entry.objects.unscoped("a test reads everything"))
    assert "鸽子" in told
    assert not [secret for secret in secrets if secret in told]


def test_control_a_plain_column_would_be_found(cast: Cast, client_as: ClientAs) -> None:
    walk(cast, client_as)
    User.objects.unscoped("a test plays careless").filter(username="gezi").update(title=NUMBER)
    assert NUMBER in everything_stored()


def test_pages_show_the_masked_number_only(cast: Cast, client_as: ClientAs) -> None:
    walk(cast, client_as)
    user = User.objects.unscoped("a test looks").get(username="gezi")
    for address in ("/users/", f"/users/{user.pk}/", "/journal/"):
        assert NUMBER not in client_as("county_admin").get(address).content.decode()


def test_a_crashing_page_shows_no_details(cast: Cast, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    from qianshao.accounts import selectors

    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError(f"secret detail {NUMBER}")

    monkeypatch.setattr(selectors, "users", crash)
    answer = client_as("county_admin", raise_request_exception=False).get("/users/")
    assert answer.status_code == 500
    assert NUMBER not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
