"""Pure decisions about alerts: what stops a release, who may release, who is called again. No tables, no clock."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

#: Rank by colour code; an unknown colour ranks below all.
RANKS = MappingProxyType({"": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4})
#: Audience → levels of the posts it takes (3 county, 4 town, 5 village, 6 grid), gravest first (calling's order).
AUDIENCE_LEVELS = MappingProxyType({"leader": (1, 2, 3), "town": (4,), "village": (5,), "grid": (6,)})
HOUSEHOLD = "household"
AUDIENCES = (*AUDIENCE_LEVELS, HOUSEHOLD)
#: Whom a colour reaches when nobody chose otherwise (warning_to_command §1.5, [I]; a county may choose otherwise).
REACH = MappingProxyType(
    {
        "blue": ("town", "village"),
        "yellow": ("town", "village", "grid"),
        "orange": AUDIENCES,
        "red": AUDIENCES,
        "": AUDIENCES,
    }
)

STOPS = MappingProxyType(
    {
        "no_area": _("没有可用的区域：没有区域的预警不能签发，系统没有默认范围。"),
        "broken_area": _("区域读不出来，请重新画。"),
        "outside": _("区域全部在本辖区以外，这里没有人可叫。"),
        "not_warning": _("报文类型是 {kind}，不是预警。"),
        "nobody": _("区域里没有一位责任人或住户，签发了也叫不到人。"),
        "expired": _("已经过了失效时间，不能再签发。"),
        "no_expiry": _("没有写明失效时间。"),
        "not_actual": _("报文状态是 {status}，只能存档，不能真发。"),
        "not_public": _("报文范围是 {scope}，不得对公众发布。"),
        "drill_as_real": _("这是演练报文，不能当真的发。"),
        "real_as_drill": _("正文没有“演练”字样，不能当演练发。"),
        "drill_words": _("正文里有“{word}”字样，不能当真的发。"),
        "not_drill_words": _("演练的正文里写着“不是演练”。"),
        "signature": _("数字签名无效，内容可能被改动。"),
        "no_hazard": _("没有灾种或颜色，无法确定怎样叫应。"),
        "no_text": _("标题和正文都是空白。"),
        "no_target": _("没有找到它要解除的预警。"),
        "target_over": _("它要解除的预警已经结束。"),
        "other_sender": _("只有原发布单位能更新或解除：原单位是 {sender}。"),
        "no_ladder": _("“{audience}”没有叫应步骤，请先补上。"),
    }
)

_DRILL = re.compile(
    r"演练|演习|拉练|测试|试发|"  # zh: words of exercises
    r"\b(?:exercise|drill|this is (?:only )?a test|test message)\b",
    re.I,
)
_NOT_DRILL = re.compile(
    r"(?:不是|并非|非|不属于)(?:一次)?(?:演练|演习|测试)|"  # zh: words that deny an exercise
    r"\bnot a (?:drill|test|exercise)\b",
    re.I,
)


@dataclass(frozen=True)
class Stop:
    """Why it must not be released. ``sentence`` comes ready from an area finding, else from ``STOPS``."""

    code: str
    params: dict[str, str] = field(default_factory=dict)
    given: str = ""

    @property
    def sentence(self) -> str:
        """In words."""
        return self.given or str(STOPS[self.code]).format(**self.params)


@dataclass(frozen=True)
class Target:
    """An earlier alert that this one refers to, as it stands here."""

    sender: str
    state: str


@dataclass(frozen=True)
class Facts:
    """What a release decision looks at, taken from the stored row only."""

    status: str
    scope: str
    msg_type: str
    is_drill: bool
    sender: str
    text: str
    hazard: str
    colour: str
    expires: datetime | None
    signature: str
    pieces: int
    area_faults: tuple[Stop, ...] = ()
    targets: tuple[Target, ...] = ()
    references: int = 0
    recipients: int | None = None
    missing_ladders: tuple[str, ...] = ()


def stops(facts: Facts, now: datetime) -> tuple[Stop, ...]:
    """Every hard stop, gravest first; empty means that a second person may release it."""
    found = [*_kind_stops(facts), *_text_stops(facts), *_reference_stops(facts)]
    if facts.msg_type != "Cancel":
        found += [*_area_stops(facts), *_time_stops(facts, now)]
    if facts.signature == "invalid":
        found.append(Stop("signature"))
    return tuple(found)


def _kind_stops(facts: Facts) -> Iterable[Stop]:
    if facts.status not in ("Actual", "Exercise"):
        yield Stop("not_actual", {"status": facts.status})
    if facts.scope != "Public":
        yield Stop("not_public", {"scope": facts.scope})
    if facts.msg_type not in ("Alert", "Update", "Cancel"):
        yield Stop("not_warning", {"kind": facts.msg_type})
    if facts.status == "Exercise" and not facts.is_drill:
        yield Stop("drill_as_real")
    if facts.msg_type != "Cancel" and (facts.hazard == "" or facts.colour == ""):
        yield Stop("no_hazard")
    for audience in facts.missing_ladders:
        yield Stop("no_ladder", {"audience": audience})


def _text_stops(facts: Facts) -> Iterable[Stop]:
    """A drill must say so, the real thing must not (Hawaii 2018: the drill's script said "not a drill")."""
    if not facts.text.strip():
        yield Stop("no_text")
    denied = _NOT_DRILL.search(facts.text)
    word = _DRILL.search(_NOT_DRILL.sub("", facts.text))
    if facts.is_drill and denied:
        yield Stop("not_drill_words")
    elif facts.is_drill and not word:
        yield Stop("real_as_drill")
    elif not facts.is_drill and word:
        yield Stop("drill_words", {"word": word[0]})


def _reference_stops(facts: Facts) -> Iterable[Stop]:
    """Only its own sender updates or cancels an alert (T5); a cancel must find what it cancels."""
    for target in facts.targets:
        if target.sender != facts.sender:
            yield Stop("other_sender", {"sender": target.sender})
    if facts.msg_type == "Cancel":
        if not facts.targets:
            yield Stop("no_target")
        elif all(target.state != "released" for target in facts.targets):
            yield Stop("target_over")


def _area_stops(facts: Facts) -> Iterable[Stop]:
    if facts.pieces == 0:
        yield Stop("no_area")
        return
    yield from facts.area_faults
    if not facts.area_faults and facts.recipients == 0:
        yield Stop("nobody")


def _time_stops(facts: Facts, now: datetime) -> Iterable[Stop]:
    if facts.expires is None:
        yield Stop("no_expiry")
    elif facts.expires <= now:
        yield Stop("expired")


def may_release(submitted_by: int | None, releaser: int | None) -> bool:
    """Two different persons: whoever submitted it cannot release it, the machine never can (T1)."""
    return submitted_by is not None and releaser is not None and submitted_by != releaser


def calls_everyone_again(old_colour: str, new_colour: str, old_hazard: str, new_hazard: str) -> bool:
    """An Update that raises the colour, or names another hazard, calls all again; else only the newly inside.

    ``[C]`` R6 (宁国): called again when a warning is raised. An unknown colour counts as a raise.
    """
    if old_hazard != new_hazard or new_colour not in RANKS or not new_colour:
        return True
    return RANKS[new_colour] > RANKS.get(old_colour, 0)


def reach(colour: str, chosen: Sequence[str] = (), table: Mapping[str, Sequence[str]] = REACH) -> tuple[str, ...]:
    """Which audiences are called, gravest first; ``chosen`` overrules what the ``table`` says of the colour."""
    wanted = chosen or table.get(colour, AUDIENCES)
    return tuple(audience for audience in AUDIENCES if audience in wanted)


def typed_right(typed: str, verb: str, count_typed: str, count: int) -> bool:
    """Did the releaser write the verb and the number of people who will be called?"""
    digits = re.sub(r"[,，\s]", "", count_typed)
    return typed.strip() == verb and digits.isascii() and digits.isdigit() and int(digits) == count


def table_faults(
    thresholds: Mapping[str, str], guide: Sequence[tuple[str, str]], colours: Sequence[str]
) -> list[str]:
    """What makes a version of a hazard unfit to be published, in words; nothing when it is sound."""
    found = []
    if not any(text.strip() for text in thresholds.values()):
        found.append(str(_("至少写一个颜色的标准。")))
    if not set(thresholds) <= set(colours) or not {since for since, _text in guide} <= set(colours):
        found.append(str(_("颜色不认识。")))
    if not guide:
        found.append(str(_("至少写一条防御指南：住户点开链接要看到怎么做。")))
    return found


def reach_faults(colour: str, audiences: Sequence[str]) -> list[str]:
    """What makes a colour's reach unfit, in words.

    Red without households is refused: those in danger must hear it themselves, not through the chain alone.
    """
    if not audiences:
        return [str(_("每个颜色至少要叫一类人。"))]
    if not set(audiences) <= set(AUDIENCES):
        return [str(_("叫应对象不认识。"))]
    if colour == "red" and HOUSEHOLD not in audiences:
        return [str(_("红色预警必须叫到住户。"))]
    return []
