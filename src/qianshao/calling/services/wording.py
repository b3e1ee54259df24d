"""What people are told, when the alert room gives no words of its own. Keys: ``recipient_kind.who.kind``.

``{name}`` and ``{link}`` are filled when a message is sent. Words follow ux.md §9: plain, short, calm.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from qianshao.calling.states import HOUSEHOLD, StepKind, Who

DOOR_KEY = "door.assignee.sms"
CLEAR_KEY = "clear.self.sms"
OUTSIDE_KEY = "outside.self.sms"


def key_of(recipient_kind: str, who: str, kind: str) -> str:
    """The key of the text one rung uses."""
    return f"{recipient_kind}.{who}.{kind}"


def kind_of(key: str) -> str:
    """The way a text travels."""
    return key.rpartition(".")[2]


def marked(body: str, is_drill: bool) -> str:
    """The text with the drill's mark, which only the server adds (T2)."""
    return f"【演练】{body}" if is_drill else body  # zh: what recipients read


def bodies(ladders: Iterable[Mapping[str, Any]], title: str, brief: str) -> dict[str, str]:
    """Default texts for every rung of the ladders, the door notice and the all-clear."""
    wanted = {
        key_of(ladder["recipient_kind"], step.get("who", Who.SELF), step["kind"])
        for ladder in ladders
        for step in ladder["steps"]
        if step["kind"] != StepKind.DOOR
    }
    found = {key: _body(key, title, brief) for key in sorted(wanted)}
    found[DOOR_KEY] = _("有人电话叫不到，请上门。名单：{link}").replace("{title}", title)
    found[CLEAR_KEY] = _("“{title}”已解除，请继续留意天气。").replace("{title}", title)
    found[OUTSIDE_KEY] = outside(title)
    return found


def outside(title: str) -> str:
    """What those are told whom a smaller area leaves out."""
    return _("“{title}”的范围已调整，您所在的地方不再涉及，请继续留意天气。").replace("{title}", title)


def _body(key: str, title: str, brief: str) -> str:
    recipient_kind, who, kind = key.split(".")
    spoken = kind in {StepKind.VOICE, StepKind.BROADCAST}
    return _template(recipient_kind, who, kind, spoken).replace("{title}", title).replace("{brief}", brief)


def _template(recipient_kind: str, who: str, kind: str, spoken: bool) -> str:
    if kind == StepKind.BROADCAST:
        return _("{title}。{brief}。请马上收拾好，听村干部安排，互相转告。")
    if who == Who.STANDIN:
        return _("{title}。您的AB岗同志电话叫不到，请您马上顶岗。收到请按1。")
    if who == Who.SUPERIOR:
        return _("{title}。您管的一位同志电话叫不到，请派人上门。收到请按1。")
    if who == Who.GUARDIAN:
        return _("{title}。您包保的住户电话叫不到，请马上去敲门。收到请按1。")
    if recipient_kind == HOUSEHOLD:
        return (
            _("{title}。{brief}。请马上做好转移准备。听清请按1。")
            if spoken
            else _("{title}。{brief}。请马上做好转移准备，看到请点：{link}")
        )

    return (
        _("{title}。{brief}。请立即到岗。听清请按1。")
        if spoken
        else _("{title}。{brief}。请立即到岗，点开回复：{link}")
    )
