"""Forms of the desk: drill-downs from the address bar, and the acts on one case."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.calling.states import DoorOutcome
from qianshao.core.clock import BEIJING
from qianshao.desk.boards import BoardQuery, MapQuery

STATES = ("open", "late", "door", "key", "ended", "all")
MAP_FILLS = ("callout", "evacuation")
HOW = [
    ("phone", _("手机通话")),
    ("landline", _("座机通话")),
    ("radio", _("对讲机")),
    ("chat", _("微信或工作群")),
    ("met", _("当面告知")),
    ("relayed", _("由他人转告并回话")),
]


def read_board_query(params: Mapping[str, str]) -> BoardQuery:
    """The drill-down in an address; anything unknown falls back to the default, so an old link still opens."""
    state, kind = params.get("state", "open"), params.get("kind", "person")
    page = params.get("page", "1")
    return BoardQuery(
        kind=kind if kind in ("person", "household") else "person",
        town=_digits(params.get("town", "")),
        village=_digits(params.get("village", "")),
        post=params.get("post", "")[:80],
        state=state if state in STATES else "open",
        by="post" if params.get("by") == "post" else "area",
        text=params.get("q", "")[:40].strip(),
        page=max(1, int(page)) if page.isdigit() and len(page) < 6 else 1,
    )


def read_map_query(params: Mapping[str, str]) -> MapQuery:
    """What the map shows, as it stands in the address; no `layers` means what the rooms propose."""
    fill, names = params.get("map", ""), params.get("layers")
    on = None if names is None else frozenset(name for name in names[:120].split(",") if name.isidentifier())
    return MapQuery(fill if fill in MAP_FILLS else "", on)


def _digits(value: str) -> str:
    return value if value.isdigit() and len(value) <= 40 else ""


class AnswerForm(forms.Form):
    """The desk spoke with the person: how, when, what they said."""

    how = forms.ChoiceField(label=_("怎么联系上的"), choices=HOW)
    at = forms.TimeField(
        label=_("几点"), required=False, help_text=_("不填就是现在"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    note = forms.CharField(
        label=_("他说了什么"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def how_words(self) -> str:
        """How and what, as one sentence for the ledger."""
        how = dict(HOW)[self.cleaned_data["how"]]
        return "；".join(filter(None, (str(how), self.cleaned_data["note"])))

    def moment(self, now: datetime) -> datetime:
        """When they spoke: today's time, or yesterday's when the clock has passed midnight."""
        at = self.cleaned_data.get("at")
        if at is None:
            return now
        local = now.astimezone(BEIJING)
        moment = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return moment if moment <= local else moment - timedelta(days=1)


class DoorForm(forms.Form):
    """What was found at the door."""

    outcome = forms.ChoiceField(label=_("结果"))
    proof = forms.CharField(
        label=_("凭据"),
        required=False,
        max_length=300,
        help_text=_("见到谁、在哪里、他怎么说"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, household: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        met = (DoorOutcome.CONFIRMED, _("住户已知晓")) if household else (DoorOutcome.REACHED, _("当面叫到本人"))
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            met,
            (DoorOutcome.NOBODY_HOME, _("家中无人")),
            (DoorOutcome.REFUSED, _("不配合")),
        ]


class ReasonForm(forms.Form):
    """A named officer's reason."""

    reason = forms.CharField(
        label=_("理由"),
        min_length=4,
        max_length=200,
        help_text=_("例如：已调离，由张海接任"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplyForm(forms.Form):
    """The township's three words, taken down by the desk."""

    in_command = forms.CharField(label=_("谁在指挥"), max_length=40)
    villages_affected = forms.IntegerField(label=_("涉及几个村"), min_value=0, max_value=9999, required=False)
    persons_moved = forms.IntegerField(label=_("已转移几人"), min_value=0, max_value=9_999_999, required=False)
    how = forms.ChoiceField(label=_("怎么联系上的"), choices=HOW)

    def words(self) -> dict[str, Any]:
        """What was said; what was not is left out."""
        given = self.cleaned_data
        names = ("in_command", "villages_affected", "persons_moved")
        return {name: given[name] for name in names if given[name] not in ("", None)}


class WalkerForm(forms.Form):
    """Who goes to the door instead."""

    assignee = forms.TypedChoiceField(label=_("改派给"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = list(people)  # type: ignore[attr-defined]  # a ChoiceField


class NumberForm(forms.Form):
    """A number that works better."""

    phone = forms.CharField(label=_("新号码"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))


class EndForm(forms.Form):
    """End a call-out: the reason where people are left, and the verb typed by hand (ux.md §7.3)."""

    reason = forms.CharField(label=_("解除的理由"), min_length=4, max_length=200, widget=forms.Textarea)
    typed = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, verb: str, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["typed"].label = _("输入“{verb}”确认").format(verb=verb)
        if not needs_reason:
            del self.fields["reason"], self.fields["typed"]

    def clean_typed(self) -> str:
        """The verb must be typed in full."""
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.verb:
            raise forms.ValidationError(_("请完整输入“{verb}”。").format(verb=self.verb))
        return typed
