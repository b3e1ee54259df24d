"""Chinese first: only a choice changes the language, and the choice is kept."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_english_browser_still_gets_chinese(client: Client) -> None:
    page = client.get(reverse("accounts:login"), headers={"Accept-Language": "en-US,en"})
    assert "登录名" in page.content.decode()
    assert page.headers["Content-Language"] == "zh-hans"


def test_a_person_who_chose_english_reads_english(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    page = client.get(reverse("accounts:login")).content.decode()
    assert "Login name" in page
    assert "登录名" not in page


def test_a_language_that_is_not_there_changes_nothing(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    assert "登录名" in client.get(reverse("accounts:login")).content.decode()
