"""What the phone keeps to start without a network: the files of the app, their version, its icons, its manifest.

The files are sent compressed and under an address with their version: a phone on one bar loads them once, and
never mixes two versions.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

SCRIPT, STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
#: The modules the page starts with, in the order they are wanted; and those that a screen asks for later.
MODULES = ("app.js", "dom.js", "store.js", "vault.js", "sync.js", "home.js", "copies.js")
LATER = (
    "doors.js", "signin.js", "report.js", "hazards.js", "photo.js", "mine.js", "phones.js", "pin.js", "scan.js",
    "visits.js", "drafts.js", "files.js",
)  # fmt: skip
IDB = "vendor/idb-8.0.4/umd.js"
ICONS = (
    "alert-triangle", "arrow-back-up", "bolt", "building-community", "camera", "car", "check", "checklist",
    "chevron-left", "circle-check", "cloud-rain", "current-location", "door-enter", "door-off", "dots", "droplet",
    "flame", "hand-stop", "history", "home", "home-exclamation", "home-heart", "home-move", "lock", "logout",
    "map-pin", "message-2", "mountain", "phone", "photo", "qrcode", "refresh", "ripple", "road",
    "search", "send", "user-plus", "users", "walk", "wheelchair", "wifi-off", "x",
)  # fmt: skip
_BLOCK_COMMENT = re.compile(r"^\s*/\*\*.*?\*/\s*\n", re.M | re.S)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.M)
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.S)
_INDENT = re.compile(r"^[ \t]+", re.M)
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
#: The parts of ui.css that a phone needs: tokens, base, atoms, phone, answer page.
_PARTS = {"1", "2", "4", "7", "12"}
#: What no screen of the app has: the desk's buttons, plates and frame, and what stands on pages for everybody only.
ELSEWHERE = (
    "btn", "btns", "plate", "cd", "topbar", "rail", "ladder", "kpi", "kpis", "panel",
    "m-call", "m-hero", "m-say", "toasts", "tiny",
)  # fmt: skip
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
_IS_ELSEWHERE = re.compile(rf"(?:\.m )?\.(?:{'|'.join(ELSEWHERE)})(?![\w-])")


@dataclass(frozen=True, slots=True)
class File:
    """One file as it travels."""

    plain: bytes
    packed: bytes
    kind: str


def _read(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


def _style() -> bytes:
    """The phone's parts of the common stylesheet without its digit fonts (44 KB for one look), and the app's own; no
    comments."""
    pieces = re.split(r"(?=/\* ---- \d+ )", _FONT_FACE.sub("", _read("qianshao/ui.css").decode()))
    wanted = [piece for piece in pieces if (part := re.match(r"/\* ---- (\d+) ", piece)) and part[1] in _PARTS]
    common = _RULE.sub(_of_the_phone, _CSS_COMMENT.sub("", "".join(wanted)))
    return _INDENT.sub("", common + _CSS_COMMENT.sub("", _read("field/app.css").decode())).encode()


def _of_the_phone(rule: re.Match[str]) -> str:
    """A rule as it is, or nothing where each of its selectors is of another page."""
    return "" if all(_IS_ELSEWHERE.match(one.strip()) for one in rule[1].split(",")) else rule[0]


def _script(name: str) -> bytes:
    """A module of ours without its comment lines and indentation: a sixth of what would travel."""
    text = _read(name).decode()
    return _INDENT.sub("", _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", text))).encode()


def program() -> dict[str, File]:
    """Every file of the app by name; read once, or each time while developing."""
    return _program.__wrapped__() if settings.DEBUG else _program()


@cache
def _program() -> dict[str, File]:
    sources = {name: (_script(f"field/{name}"), SCRIPT) for name in (*MODULES, *LATER)}
    sources["idb.js"] = (_read(IDB), SCRIPT)
    sources["app.css"] = (_style(), STYLE)
    return {name: File(text, gzip.compress(text, 9, mtime=0), kind) for name, (text, kind) in sources.items()}


def version() -> str:
    """Changes when any file of the app does."""
    whole = hashlib.sha256()
    for name, file in sorted(program().items()):
        whole.update(name.encode() + b"\0" + file.plain)
    return whole.hexdigest()[:12]


@cache
def symbols() -> SafeString:
    """The app's icons, drawn into its page: the sprite of the whole product weighs more than the app."""
    sprite = _read("vendor/icons.svg").decode()
    drawn = dict(re.findall(r'<symbol id="i-([a-z0-9-]+)"[^>]*>(.*?)</symbol>', sprite))
    parts = [f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawn[name]}</symbol>' for name in ICONS]
    return mark_safe("".join(parts))


def manifest() -> dict[str, Any]:
    """How the app stands on a home screen."""
    start = reverse("field:app")
    icon = settings.STATIC_URL.rstrip("/") + "/qianshao/mark.svg"
    return {
        "id": start,
        "name": str(settings.SITE_NAME),
        "short_name": _("前哨"),
        "lang": "zh-CN",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#F2F4F6",
        "theme_color": "#0E2A38",
        "icons": [
            {"src": icon if icon.startswith("/") else f"/{icon}", "sizes": "any", "type": "image/svg+xml"},
        ],
    }


def worker(page: bytes) -> bytes:
    """The service worker's text; ``page`` is the shell, whose words are part of the version."""
    release = version()
    files = [reverse("field:code", args=[release, name]) for name in program()]
    facts = {
        "version": release + hashlib.sha256(page).hexdigest()[:8],
        "page": reverse("field:app"),
        "files": files,
    }
    return b"const SHELL=" + json.dumps(facts).encode() + b";\n" + _read("field/worker.js")
