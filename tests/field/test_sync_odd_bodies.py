"""Whatever a phone sends: an answer in words, and what has an id is kept."""

import gzip
import json
import random
from typing import Any

import pytest

from qianshao.field.models import PhoneCommand
from qianshao.field.wire import MOST_BYTES
from tests.cast import Cast
from tests.field.commands import done
from tests.field.phones import Phone, command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_commands")]
#: Where a whole transaction breaks, it must be a real one.
REAL = pytest.mark.django_db(transaction=True)


def odd_bodies(chance: random.Random) -> list[bytes]:
    """500 bodies that no phone of ours sends."""
    good = {"epoch": "1", "commands": [command(n=1)]}
    values: list[Any] = [None, True, -1, 1e308, 2**80, "", "x" * 3000, [], {}, [[]], {"id": 1}, "\ud800", "a\u0000b"]
    bodies = [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"commands":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"commands": NaN}',
        b'{"commands": [{"id": 1e999}]}',
        json.dumps({"commands": [command(n=1)] * 101}).encode(),
        json.dumps({**good, "sent_at": "9999-12-31T23:59:59-12:00"}).encode(),
    ]
    fields = ("id", "kind", "made_at", "payload", "attachments", "position")
    while len(bodies) < 400:
        one: Any = command(n=1)
        for name in chance.sample(fields, chance.randint(1, 3)):
            if chance.random() < 0.2:
                one.pop(name)
            else:
                one[name] = chance.choice(values)
        bodies.append(json.dumps({"commands": [one]}).encode())
    raw = json.dumps(good).encode()
    while len(bodies) < 500:
        cut = bytearray(raw)
        for _n in range(chance.randint(1, 4)):
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        bodies.append(bytes(cut[: chance.randint(1, len(cut))]))
    return bodies


def test_500_odd_bodies_are_answered_in_words_and_never_crash(cast: Cast, phone: Phone) -> None:
    phone.client.raise_request_exception = False
    seen = {}
    for body in odd_bodies(random.Random(3)):
        answer = phone.post(body)
        assert answer.status_code in {200, 400, 413, 422}, (answer.status_code, body[:300])
        if answer.status_code != 200:
            assert answer.json()["message"]
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
    assert set(seen) == {200, 400, 422}


def test_odd_commands_with_an_id_are_kept_and_the_others_run(cast: Cast, phone: Phone) -> None:
    batch = [command(n=1), {**command(), "made_at": "yesterday"}, {**command(), "payload": [1]}, command(n=2)]
    told = phone.push(*batch)
    assert [one.get("code", "") for one in told] == ["", "command.malformed", "command.malformed", ""]
    kept = PhoneCommand.objects.unscoped("a test").get(uuid=batch[1]["id"])
    assert kept.said["made_at"] == "yesterday"


def test_packed_bodies_are_read_and_answers_are_packed(cast: Cast, phone: Phone) -> None:
    batch = [command(n=n) for n in range(40)]
    answer = phone.post({"commands": batch}, packed=True, **{"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.content))["answers"]) == 40


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"x" * (MOST_BYTES + 1), "", 413),
        (gzip.compress(b"0" * 60_000_000), "gzip", 413),
        (gzip.compress(b"{}")[:-4], "gzip", 400),
        (gzip.compress(b"{}") * 2, "gzip", 400),
        (b"not packed", "gzip", 400),
        (gzip.compress(gzip.compress(b"{}")), "gzip", 400),
        (b"{}", "br", 400),
    ],
    # Named here: a gzip body carries the second it was made in, and two test workers would name it twice.
    ids=["too long", "a bomb", "cut off", "two in one", "not packed", "packed twice", "brotli"],
)
def test_too_much_and_bombs_are_refused(cast: Cast, phone: Phone, body: bytes, encoding: str, status: int) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert phone.post(body, **headers).status_code == status


def test_101_commands_are_too_many(cast: Cast, phone: Phone) -> None:
    answer = phone.post({"commands": [command() for _n in range(101)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "sync.too_many")
    assert not done()
