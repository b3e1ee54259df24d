"""Builders for the room's tests: channels, texts and queued messages, made through services."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from qianshao.channels import services
from qianshao.channels.models import Message
from qianshao.channels.services import Row, Setup
from qianshao.core.actor import Actor
from qianshao.core.fields import seal

NOW = datetime(2026, 7, 18, 12, 30, tzinfo=UTC)
ADMIN = Actor.system("test")
SECRET = "0123456789abcdef-shared"


def phone(number: int) -> str:
    return f"139{number:08d}"


def rows(
    count: int, *, kind: str = "sms", start: int = 1, text_id: int | None = None, now: datetime = NOW, **changes: Any
) -> list[Row]:
    """``count`` messages to subjects ``start``… whose phone is ``phone(subject)``; ``changes`` replace columns."""
    base: dict[str, Any] = {
        "kind": kind, "subject_kind": "case", "step": 0, "try_no": 1, "to_label": "张三", "text_id": text_id,
        "due_at": now, "not_after": now + timedelta(hours=1), "is_drill": False, "division_path": "", "lane": 1,
    } | changes  # fmt: skip
    made = []
    for n in range(start, start + count):
        own = {"key": f"c{n}-s{base['step']}-t{base['try_no']}", "subject_id": n, "address_enc": seal(phone(n))}
        made.append(tuple({**own, **base}[name] for name, _kind in services.COLUMNS))
    return made  # type: ignore[return-value]  # in the order of COLUMNS


def enqueue(count: int, *, now: datetime = NOW, **changes: Any) -> int:
    return services.enqueue_many(rows(count, now=now, **changes), now=now)


def simulated(**settings: str) -> int:
    return services.ensure_simulated(actor=ADMIN, now=NOW, settings=settings)


def gateway(
    code: str, port: int, *, purpose: str = "sms", path: str = "/send", enabled: bool = True, **setup: Any
) -> int:
    """A real channel to the test gateway on ``port``."""
    settings = {"url": f"http://127.0.0.1:{port}{path}", "allow": f"127.0.0.1:{port}", "secret": SECRET}
    settings |= setup.pop("settings", {})
    made = Setup("http_gateway", code, purpose, settings, **setup)
    pk = services.configure_channel(actor=ADMIN, now=NOW, code=code, setup=made)
    if enabled:
        services.set_channel_enabled(actor=ADMIN, now=NOW, code=code, enabled=True)
    return pk


def states() -> dict[str, int]:
    """How many messages are in which state."""
    found = Message.objects.unscoped("test").values_list("state", flat=True)
    return {state: list(found).count(state) for state in sorted(set(found))}


def column(name: str, keys: Iterable[str] = ()) -> list[Any]:
    found = Message.objects.unscoped("test").order_by("id")
    return list((found.filter(key__in=list(keys)) if keys else found).values_list(name, flat=True))
