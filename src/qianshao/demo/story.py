"""The first act: a warning comes in, the desk submits it, another person releases it, everybody is called.

Only verbs the desk's pages use, by two demo users. What the rooms refuse, the demonstration refuses.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from qianshao.accounts.selectors import actor_of, users
from qianshao.alerts.cap.verdict import REFUSED, judge
from qianshao.alerts.selectors import targets_of
from qianshao.alerts.services import (
    CapRefused,
    expected_count,
    receive_cap,
    release_alert,
    release_verb,
    submit_alert,
)
from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope

#: The desk looks at a warning this long after it was issued.
AFTER_ISSUE = timedelta(minutes=2)
SAMPLE = "xinxian_red_rainstorm.xml"
SAMPLE_COUNTY = "411523"


@dataclass(frozen=True, slots=True)
class Opening:
    """The released alert. ``began``: monotonic seconds when the message came in."""

    alert_id: int
    callout_id: int
    title: str
    recipients: int
    began: float


def read_alert(path: Path | None) -> bytes:
    """Return the bytes of a CAP file, or of the sample written for 新县."""
    if path is None:
        return files("qianshao.demo").joinpath("data", "alerts", SAMPLE).read_bytes()
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound("demo.no_file", _("打不开预警文件 {path}：{why}"), path=path, why=error.strerror) from error


def opening_moment(data: bytes) -> datetime:
    """When the story begins: two minutes after the warning was issued, whatever year that was.

    Raises:
        CapRefused: the file is no usable CAP message.
    """
    # Judged at the far end of the past, so that an old warning is not refused as expired before its own time.
    verdict = judge(data, now=datetime(2000, 1, 1, tzinfo=UTC))
    if verdict.outcome == REFUSED or verdict.alert is None:
        raise CapRefused(verdict)
    return verdict.alert.sent.astimezone(UTC) + AFTER_ISSUE


def open_story(data: bytes, *, now: Callable[[], datetime], say: Callable[[str], None]) -> Opening:
    """Take the warning in, submit and release it; returns when the call-out has started.

    Raises:
        Invalid: the message was refused, or a hard stop (it does not concern this county, …).
    """
    duty, lead = demo_actor("zhiban"), demo_actor("daiban")
    began = time.monotonic()
    alert = receive_cap(data, source="api", actor=duty, now=now()).alert
    say(_("收到预警：{title}").format(title=alert.headline))
    submitted = submit_alert(alert.pk, version=alert.version, actor=duty, now=now())
    say(_("{who} 提交，等待另一人签发").format(who=duty.label))
    targets = targets_of(submitted, now())
    count = expected_count(submitted, targets)
    released = release_alert(
        submitted.pk,
        version=submitted.version,
        typed=release_verb(submitted),
        count=str(count),
        reason=_("雨情已与气象台会商，立即叫应"),
        actor=lead,
        now=now(),
    )
    say(_("{who} 签发，叫应 {count} 个对象").format(who=lead.label, count=f"{count:,}"))
    return Opening(released.pk, released.callout_id or 0, released.headline, count, began)


def demo_actor(username: str) -> Actor:
    """A demo user as the actor of verbs.

    Raises:
        NotFound: the county was not built with its logins.
    """
    found = users(Scope.everything("the demonstration acts as its users"), query=username).first()
    if found is None:
        raise NotFound("demo.no_login", _("没有演示用户 {name}"), name=username)
    return actor_of(found)
