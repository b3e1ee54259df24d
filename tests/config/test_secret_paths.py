"""Addresses that are permissions stand in no log line."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from qianshao.config.secret_paths import SecretPaths

LINK = "abcdefghijklmnopqrstuv.xyz"


def said_of(record: logging.LogRecord) -> str:
    assert SecretPaths().filter(record)
    return record.getMessage()


@pytest.mark.django_db
def test_a_refused_press_leaves_no_link_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Django writes the path of every answer from 400 on."""
    ways = ("/p/track/{}/payout/", "/p/track/{}/", "/a/{}", "/w/{}/", "/u/{}/", "/selfcheck/{}/")
    for path in (way.format(LINK) for way in ways):
        Client(SERVER_NAME="localhost", raise_request_exception=False).post(path)
    said = [said_of(record) for record in caplog.records]
    assert [line for line in said if LINK in line] == []
    assert sum("…" in line for line in said) == 6


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s /p/track/ %s", ("GET", "/hazards/12/"), None)
    assert said_of(record) == "GET /p/track/ /hazards/12/"


def test_every_handler_has_the_filter() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all("secret_paths" in handler["filters"] for handler in handlers)
