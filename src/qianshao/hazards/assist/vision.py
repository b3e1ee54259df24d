"""An outside service that says what a photo shows: off until a site configures one; it only adds words.

It speaks the chat interface that OpenAI's and most local servers have. Only the configured host is connected to,
once, without redirects, within one time limit. The photo is decoded and encoded anew by the child process of
``files``, so no metadata leaves the house, and no face that was found. What comes back is a stranger's text: cut,
without control characters, never a decision.
"""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from qianshao.channels.adapters.base import Misconfigured, TemporaryFailure
from qianshao.channels.adapters.wire import Answer, post
from qianshao.core.errors import Invalid
from qianshao.files.pictures import NoPicture, make_picture

LONGEST_WORDS, MOST_TOKENS = 300, 200
#: What is asked; the answer goes through the same model as a person's words.
QUESTION = (
    "用一两句中文说出照片里看得见的安全隐患，只说看得见的，不猜地点和人。"  # zh: asked of a service, not of a person
    "看不出隐患就只回答：看不出。"  # zh: as above
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True)
class Eye:
    """A configured service: ``url`` up to ``/v1``; empty: there is none."""

    url: str = ""
    model: str = ""
    key: str = ""
    seconds: float = 15.0

    @property
    def is_open(self) -> bool:
        """Whether a site configured it."""
        return bool(self.url)


def see(eye: Eye, photo: bytes) -> str:
    """What the service says that a photo shows, at most 300 characters.

    Raises:
        Invalid: none is configured, it is not a picture, the service does not answer or answers nonsense.
    """
    if not eye.is_open:
        raise Invalid("vision.off", _("没有配置识图服务。"))
    try:
        clean = make_picture(photo, "").shown
    except NoPicture as error:
        raise Invalid("vision.picture", _("这张照片打不开，没有送去识图。")) from error
    return _words(_answer(eye, clean))


def _answer(eye: Eye, picture: bytes) -> Answer:
    url = eye.url.rstrip("/") + "/chat/completions"
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {eye.key}"} if eye.key else {})
    try:
        answer = post(url, _request(eye.model, picture), headers, allowed=_only(eye.url), timeout=eye.seconds)
    except (TemporaryFailure, Misconfigured) as error:
        raise Invalid("vision.away", _("识图服务没有回答：{why}").format(why=error)) from error
    if answer.status != 200:
        raise Invalid("vision.refused", _("识图服务回答了错误 {status}。").format(status=answer.status))
    return answer


def _only(url: str) -> frozenset[tuple[str, int]]:
    """The configured host and port, and no other; ``post`` refuses what is no address."""
    parts = urlsplit(url)
    try:
        return frozenset({((parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80))})
    except ValueError:
        return frozenset()


def _request(model: str, picture: bytes) -> bytes:
    image = "data:image/jpeg;base64," + base64.b64encode(picture).decode("ascii")
    content = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": image}}]
    asked = {"model": model, "messages": [{"role": "user", "content": content}], "max_tokens": MOST_TOKENS}
    return json.dumps({**asked, "temperature": 0}).encode("utf-8")


def _words(answer: Answer) -> str:
    try:
        said: Any = json.loads(answer.body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise Invalid("vision.nonsense", _("识图服务的回答看不懂。")) from error
    if not isinstance(said, str):
        raise Invalid("vision.nonsense", _("识图服务的回答看不懂。"))
    return " ".join(_CONTROL.sub(" ", said).split())[:LONGEST_WORDS]
