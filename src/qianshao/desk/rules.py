"""Pure decisions of the desk: how a case reads as a line, what comes next, how a rate is coloured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.calling.rules import Plan, Step
from qianshao.calling.states import STEP_LABELS, WHO_LABELS, StepKind, Who

#: What the last try came to, in words that never blame (ux.md §9.12).
RESULT_WORDS: Mapping[str, str | Promise] = {
    "unreachable": gettext_lazy("无信号"),
    "power_off": gettext_lazy("关机"),
    "suspended": gettext_lazy("号码停机"),
    "wrong_number": gettext_lazy("号码停用"),
    "no_answer": gettext_lazy("无人接听"),
    "busy": gettext_lazy("忙线"),
    "rejected": gettext_lazy("拒接"),
    "hung_up": gettext_lazy("没听完"),
    "delivered": gettext_lazy("已送达，未回"),
    "read": gettext_lazy("已读，未回"),
    "answered": gettext_lazy("接通"),
    "failed": gettext_lazy("没发出"),
}
STEP_ICONS: Mapping[StepKind, str] = {
    StepKind.SMS: "send",
    StepKind.IM: "message-2",
    StepKind.VOICE: "phone-call",
    StepKind.BROADCAST: "speakerphone",
    StepKind.DOOR: "door-enter",
}
HAZARD_ICONS: Mapping[str, str] = {
    "rainstorm": "cloud-rain",
    "flash_flood": "mountain",
    "geology": "mountain",
    "flood": "ripple",
    "waterlogging": "droplet",
    "typhoon": "storm",
    "gale": "wind",
    "thunder_gale": "cloud-storm",
    "convection": "cloud-storm",
    "lightning": "bolt",
    "hail": "cloud-snow",
    "snowstorm": "cloud-snow",
    "cold_wave": "temperature-minus",
    "frost": "snowflake",
    "freeze": "temperature-minus",
    "heat": "temperature-plus",
    "drought": "sun",
    "fog": "cloud-fog",
    "haze": "mist",
    "sandstorm": "wind",
    "road_ice": "snowflake",
    "tornado": "tornado",
    "wildfire": "flame",
    "earthquake": "activity",
}
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
MAX_DOTS = 4
RATE_BANDS = ((98.0, "r3"), (90.0, "r2"), (80.0, "r1"), (0.0, "r0"))


def hazard_icon(hazard: str) -> str:
    """The neutral sign of a hazard; official signal icons are not redrawn (ux.md §3.2)."""
    return HAZARD_ICONS.get(hazard, "alert-triangle")


def mark(index: int) -> str:
    """① for step 0."""
    return MARKS[index] if 0 <= index < len(MARKS) else str(index + 1)


def step_name(step: Step) -> str:
    """The step's own label, else who is called how: 智能外呼 · AB岗."""
    if step.label:
        return step.label
    words = str(STEP_LABELS[step.kind])
    return words if step.who is Who.SELF else f"{words} · {WHO_LABELS[step.who]}"


def minutes_words(seconds: int) -> str:
    """`10 分钟`; under two minutes in seconds."""
    if seconds < 120:
        return _("{n} 秒").format(n=seconds)
    return _("{n} 分钟").format(n=round(seconds / 60))


def dots(attempts: int, last_result: str) -> tuple[str, ...]:
    """One dot per try: x for one without an answer, g for the one still under way."""
    shown = min(attempts, MAX_DOTS)
    if not shown:
        return ()
    return ("x",) * (shown - 1) + (("x",) if last_result else ("g",))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens to an open case next: `words`, and `who` as a key of Who (empty: the person themselves)."""

    words: str
    who: str


def next_step(plan: Plan, step: int, try_no: int) -> NextStep:
    """What the ladder does when the case falls due again (the engine decides the same way)."""
    rung = plan.steps[step]
    if rung.kind is StepKind.DOOR:
        return NextStep(_("敲门"), rung.who)
    if try_no == 0:
        return NextStep(step_name(rung), _who(rung))
    if try_no < rung.tries:
        return NextStep(_("再叫：{what}，第 {n} 次").format(what=step_name(rung), n=try_no + 1), _who(rung))
    if step + 1 >= len(plan.steps):
        return NextStep(_("等值班员处理"), "")
    after = plan.steps[step + 1]
    return NextStep(_("敲门") if after.kind is StepKind.DOOR else step_name(after), _who(after))


def _who(rung: Step) -> str:
    return "" if rung.who is Who.SELF else rung.who


def rate_band(done: int, need: int) -> str:
    """The map's class of an answer rate: r3 ≥ 98 %, r2 ≥ 90 %, r1 ≥ 80 %, r0 below, rx nobody to call."""
    if not need:
        return "rx"
    rate = done / need * 100
    return next(name for limit, name in RATE_BANDS if rate >= limit)


def escape_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (ux.md §11)."""
    return f"'{value}" if value[:1] in "=+-@\t\r" else value


def curve_path(points: Sequence[tuple[float, int]], span: float, top: int, width: float, height: float) -> str:
    """Answered over time as an SVG step-free line: points are (seconds since start, how many so far)."""
    if not points or not top or not span:
        return ""
    return "M" + "L".join(f"{x / span * width:.1f},{height - y / top * height:.1f}" for x, y in points)


def channel_chip(state: str) -> tuple[str, str]:
    """Tone and word of a channel's state."""
    found: Mapping[str, tuple[str, str]] = {
        "ok": ("ok", _("正常")),
        "off": ("", _("未启用")),
        "resting": ("wait", _("暂停中")),
        "silent": ("wait", _("还没发过")),
        "failing": ("bad", _("发送失败")),
    }
    return found.get(state, ("", state))
