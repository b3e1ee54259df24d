"""Phones for tests: bound as the township binds them, and the commands they send."""

import gzip
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from qianshao.accounts.models import Device
from qianshao.accounts.services.phones import enrol_phone, make_codes
from qianshao.core.sync import Command, Push
from tests.cast import SYSTEM, Cast

SYNC = "/api/v1/sync"
HEADERS = {"X-Qianshao-Phone": "1"}


@dataclass
class Phone:
    """A bound phone with its browser."""

    device: Device
    client: Client = field(repr=False)

    def post(self, body: Any, *, packed: bool = False, **headers: str) -> Any:
        """One push, as JSON or as the raw bytes given."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if packed:
            raw, headers = gzip.compress(raw), {**headers, "Content-Encoding": "gzip"}
        return self.client.generic("POST", SYNC, raw, "application/json", headers=HEADERS | headers)

    def push(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to some commands."""
        answer = self.post({"epoch": "1", "commands": list(commands)})
        assert answer.status_code == 200, answer.content
        return answer.json()["answers"]  # type: ignore[no-any-return]

    def pull(self, names: str = "", have: str = "") -> dict[str, Any]:
        """The copies named."""
        answer = self.client.get(SYNC, {"names": names, "have": have})
        assert answer.status_code == 200, answer.content
        return answer.json()  # type: ignore[no-any-return]


def bind(cast: Cast, key: str = "village_cadre", **options: Any) -> Phone:
    """A phone of one of the cast."""
    code = make_codes(actor=SYSTEM, now=cast.now, user_ids=[cast.users[key].pk])[0]
    made = enrol_phone(code=code.secret, address=f"10.0.0.{code.user.pk % 250}", name="测试机", now=cast.now)
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True, **options)
    client.cookies["qs_phone"] = made.secret
    return Phone(made.device, client)


def command(kind: str = "test.add", made_at: "datetime | str" = "2026-07-18T20:00:00+08:00", **payload: Any) -> Any:
    """A command as a phone sends it."""
    at = made_at if isinstance(made_at, str) else made_at.isoformat()
    return {"id": str(uuid4()), "kind": kind, "made_at": at, "payload": payload, "attachments": [], "position": None}


def command_of(kind: str, run: Any, action: str = "people.view") -> dict[str, Command]:
    """One kind of command."""

    def called(push: Push) -> dict[str, Any]:
        return run(push) or {}

    return {kind: Command(kind, action, called)}
