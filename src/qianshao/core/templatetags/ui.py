"""Tags and filters of the interface: `{% load ui %}`.

Everything here is safe under a strict CSP: no tag writes a style attribute or a script. Widths are SVG
attributes, countdowns are data attributes that `qianshao/ui.js` paints.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core import clock, text
from qianshao.core.ids import uuid7
from qianshao.core.once import FIELD

register = template.Library()

LEVELS: Mapping[str, str] = {"red": "lv1", "orange": "lv2", "yellow": "lv3", "blue": "lv4"}
LEVEL_WORDS: Mapping[str, Any] = {
    "red": gettext_lazy("红色预警"),
    "orange": gettext_lazy("橙色预警"),
    "yellow": gettext_lazy("黄色预警"),
    "blue": gettext_lazy("蓝色预警"),
}
WEEKDAYS: Sequence[Any] = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
BAR_PARTS = ("ok", "run", "wait", "bad", "off")
# Third-party browser files: one folder per pinned version, so a cached old file can never be mixed in.
VENDOR: Mapping[str, str] = {
    "icons": "vendor/icons.svg",
    "htmx": "vendor/htmx.org-4.0.1/htmx.min.js",
    "hx-sse": "vendor/htmx.org-4.0.1/hx-sse.min.js",
    "maplibre": "vendor/maplibre-gl-6.17.0/maplibre-gl.mjs",
    "maplibre-css": "vendor/maplibre-gl-6.17.0/maplibre-gl.css",
}
SOON_SECONDS = 180  # ux.md 7.1: a countdown turns `soon` under three minutes


@register.simple_tag
def vendor(name: str) -> str:
    """Address of a vendored browser file by its short name (`htmx`, `maplibre`, …)."""
    return static(VENDOR[name])


@register.simple_tag
def i(name: str, cls: str = "") -> SafeString:
    """One icon of the sprite: `{% i "phone-call" %}`. Always decorative; the word stands beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f"i {cls}".strip(),
        static(VENDOR["icons"]),
        name,
    )


#: What an address may carry and what narrows nothing: which part of a list, its page, and what has a field in sight.
NO_FILTERS = frozenset(("tab", "page", "q", "rows", "columns", "colour", "month", "day", "handed"))


@register.inclusion_tag("ui/fold.html", takes_context=True)
def fold(context: Context) -> dict[str, int]:
    """Put first into a `.filters` form: on a telephone its fields wait behind one button that says how many hold."""
    asked = context["request"].GET
    return {"n": sum(1 for name in asked if name not in NO_FILTERS and asked[name])}


@register.filter
def pct(part: float | None, whole: float | None) -> str:
    """`445|pct:486` → `91.6`. One decimal; an empty whole reads 0.0."""
    return f"{(part or 0) / whole * 100:.1f}" if whole else "0.0"


@register.filter
def comma(value: int | None) -> str:
    """Thousands comma for the screen; documents print plain digits."""
    return "" if value is None else f"{value:,}"


@register.filter
def mask_phone(value: object) -> str:
    """`13812342046` → `138****2046`."""
    return text.mask_phone(str(value or ""))


@register.filter
def cn_time(value: datetime | None) -> str:
    """Today `20:38`; this year `7月18日 20:38`; else with the year. Beijing time."""
    if value is None:
        return ""
    local, today = value.astimezone(clock.BEIJING), clock.now().astimezone(clock.BEIJING).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    day = _("{month}月{day}日").format(month=local.month, day=local.day)
    time = f"{local:%H:%M}"
    same_year = local.year == today.year
    return f"{day} {time}" if same_year else _("{year}年{day} {time}").format(year=local.year, day=day, time=time)


@register.filter
def clock_time(value: datetime | None) -> str:
    """`20:38:26`, Beijing time."""
    return f"{value.astimezone(clock.BEIJING):%H:%M:%S}" if value else ""


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """`7月18日 周六`; of another year with the year. Beijing date."""
    if value is None:
        return ""
    day = value.astimezone(clock.BEIJING).date() if isinstance(value, datetime) else value
    words = _("{month}月{day}日 {weekday}").format(month=day.month, day=day.day, weekday=WEEKDAYS[day.weekday()])
    same_year = day.year == clock.now().astimezone(clock.BEIJING).year
    return words if same_year else _("{year}年{day}").format(year=day.year, day=words)


@register.filter
def duration(value: timedelta | float | None) -> str:
    """Seconds or a timedelta in words: `26 分钟`, `2 小时 5 分`, `3 天`."""
    if value is None:
        return "—"
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    minutes = seconds // 60
    if minutes < 1:
        return _("{n} 秒").format(n=seconds)
    if minutes < 60:
        return _("{n} 分钟").format(n=minutes)
    if minutes < 1440:
        return _("{h} 小时 {m} 分").format(h=minutes // 60, m=minutes % 60)
    return _("{n} 天").format(n=minutes // 1440)


@register.filter
def minutes(value: timedelta | None) -> str:
    """A timedelta as minutes with one decimal: `2.4`."""
    return f"{value.total_seconds() / 60:.1f}" if value is not None else ""


@register.filter
def level_class(colour: str | None) -> str:
    """`orange` → `lv2`; anything unknown → empty (no level is invented)."""
    return LEVELS.get(colour or "", "")


@register.filter
def level_word(colour: str | None) -> str:
    """`orange` → 橙色预警."""
    return str(LEVEL_WORDS.get(colour or "", ""))


@register.filter
def colour_plate(colour: str | None, cls: str = "") -> SafeString:
    """The solid square plate of a warning level, always with its word."""
    if (colour or "") not in LEVELS:
        return SafeString("")
    key = str(colour)
    return format_html('<span class="plate {}">{}</span>', f"{LEVELS[key]} {cls}".strip(), LEVEL_WORDS[key])


@register.simple_tag
def chip(state: str, words: str) -> SafeString:
    """A soft round state chip: `{% chip "bad" "超时未应" %}`; state ∈ ok run wait bad, else grey."""
    return format_html('<span class="{}">{}</span>', f"chip {state}".strip(), words)


def clock_text(seconds: float, bare: bool = False) -> str:
    """`02:34`, `1:05:09`, `超 16:00` for a limit passed (`bare`: where the label says so already)."""
    left = abs(int(seconds))
    hours, minutes, rest = left // 3600, left // 60 % 60, left % 60
    words = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
    return _("超 {time}").format(time=words) if seconds < 0 and not bare else words


@register.simple_tag
def countdown(due: datetime | float | None, cls: str = "", limit: float = 0) -> SafeString:
    """Time left to `due` (a moment, or seconds left), painted on by the page from seconds the server sent.

    Args:
        due: aware datetime or seconds; None prints a dash.
        cls: more classes; `bare` leaves out 超 where the label beside it says so, `stop` ends at 00:00 (a
            machine's next step is never late, only about to go).
        limit: the whole limit in seconds; the last 20 % of it is `soon` too.
    """
    if due is None:
        return SafeString('<span class="cd mute">—</span>')
    now = clock.now()
    seconds = (due - now).total_seconds() if isinstance(due, datetime) else float(due)
    if "stop" in cls.split():
        seconds = max(0.0, seconds)
    soon = max(SOON_SECONDS, limit * 0.2)
    state = "late" if seconds < 0 else "soon" if seconds < soon else ""
    # data-at changes on every rendering, so a morphed row restarts its count even at the same seconds.
    return format_html(
        '<span class="{}" data-sec="{}" data-at="{}"{}{}>{}</span>',
        " ".join(filter(None, ("cd", state, cls))),
        int(seconds),
        int(now.timestamp() * 1000) % 10_000_000,
        format_html(' data-soon="{}"', int(soon)) if soon != SOON_SECONDS else "",
        format_html(' data-rate="{}"', f"{clock.rate():g}") if clock.rate() != 1 else "",
        clock_text(seconds, bare="bare" in cls),
    )


@register.simple_tag
def page_clock(cls: str = "") -> SafeString:
    """The product's own clock (it runs faster in the demo); the browser's clock is never shown."""
    now = clock.now()
    return format_html(
        '<time class="{}" data-clock="{}" data-rate="{}">{}</time>',
        f"clock {cls}".strip(),
        f"{now.timestamp():.1f}",
        f"{clock.rate():g}",
        clock_time(now),
    )


@register.simple_tag
def bar(total: float, label: str = "", size: str = "", **parts: float) -> SafeString:
    """A stacked bar as SVG: `{% bar total=486 ok=445 run=20 bad=21 label="…" %}`.

    The order is fixed (ok, run, wait, bad, off) so that every bar on every screen reads the same.
    """
    rects, x = [], 0.0
    for name in BAR_PARTS:
        width = parts.get(name, 0) / total * 100 if total else 0.0
        if width > 0:
            rects.append((name, f"{x:.2f}%", f"{width:.2f}%"))
            x += width
    body = format_html_join("", '<rect class="{}" x="{}" width="{}" height="100%"/>', rects)
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}" {}>{}</svg>', f"bar {size}".strip(), role, body)


@register.inclusion_tag("ui/nav.html", takes_context=True)
def nav(context: Context) -> dict[str, object]:
    """The left rail, from `request.navigation` (dicts: key, label, icon, url, current, badge, pages)."""
    return {"sections": getattr(context.get("request"), "navigation", ())}


@register.inclusion_tag("ui/subnav.html", takes_context=True)
def subnav(context: Context) -> dict[str, object]:
    """The pages of the section one is in, where there is a choice."""
    sections: Sequence[Any] = getattr(context.get("request"), "navigation", ())
    here = next((one for one in sections if one["current"]), None)
    return {"section": here, "pages": here["pages"] if here and len(here["pages"]) > 1 else ()}


@register.simple_tag
def once() -> SafeString:
    """The number by which a form that makes something is taken once (``core.once``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid7())


@register.simple_tag
def hx_config() -> SafeString:
    """htmx's settings for the page head (ux.md 1.2): a server error never replaces a panel."""
    settings = {"defaultTimeout": 10000, "noSwap": [204, 304, "5xx"], "history": False}
    return format_html("<meta name=\"htmx-config\" content='{}'>", SafeString(json.dumps(settings)))


@register.simple_tag(takes_context=True)
def hx_headers(context: Context) -> SafeString:
    """The body attribute that carries the CSRF token to every htmx request."""
    return format_html("hx-headers:inherited='{{\"X-CSRFToken\":\"{}\"}}'", context.get("csrf_token", ""))
