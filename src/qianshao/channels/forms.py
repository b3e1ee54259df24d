"""Forms of the channel pages. They check shape; the verbs try whether it works."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters.base import Adapter, Setting
from qianshao.channels.services import Setup
from qianshao.channels.states import KIND_NAMES

_PREFIX = "set_"
_LIMITS = ("priority", "rate", "lines", "daily_cap", "hours_from", "hours_to")


def _field(setting: Setting, filled: bool) -> forms.CharField:
    """One setting of an adapter; a secret is never shown again, and left empty it stays as it was."""
    needed = setting.required and not (setting.secret and filled)
    if not setting.secret:
        return forms.CharField(
            label=str(setting.label),
            max_length=2000,
            required=needed,
            help_text=str(setting.help),
            initial=setting.default,
        )
    return forms.CharField(
        label=str(setting.label),
        max_length=500,
        required=needed,
        help_text=str(_("已设置；不改就留空") if filled else setting.help),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ChannelForm(forms.Form):
    """One channel of one kind of adapter."""

    code = forms.CharField(
        label=_("代号"),
        max_length=40,
        validators=[validate_slug],
        help_text=_("字母、数字和连字符；回执地址里要用，建好后不能改"),
    )
    name = forms.CharField(label=_("名称"), max_length=60)
    purpose = forms.ChoiceField(label=_("用途"))
    priority = forms.IntegerField(
        label=_("先后"), min_value=1, max_value=999, initial=10, help_text=_("同一用途，数字小的先用")
    )
    rate = forms.FloatField(
        label=_("每秒最多几条"), min_value=0, max_value=10_000, initial=0, help_text=_("0 为不限")
    )
    lines = forms.IntegerField(label=_("同时几路"), min_value=1, max_value=64, initial=1)
    daily_cap = forms.IntegerField(
        label=_("每天最多几条"), min_value=0, max_value=2**31 - 1, initial=0, help_text=_("0 为不限")
    )
    hours_from = forms.TimeField(label=_("每天几点起用"), required=False, widget=_clock())
    hours_to = forms.TimeField(
        label=_("每天几点止"),
        required=False,
        widget=_clock(),
        help_text=_("都不填为昼夜可用。预警多在夜里，没有约定不要填"),
    )

    def __init__(self, *args: Any, adapter: type[Adapter], channel: Any = None, **kwargs: Any) -> None:
        self.adapter = adapter
        kwargs["initial"] = _initial(channel)
        super().__init__(*args, **kwargs)
        if channel is not None:
            del self.fields["code"]
        purpose: Any = self.fields["purpose"]
        purpose.choices = [(kind, KIND_NAMES[kind]) for kind in adapter.kinds]
        for setting in adapter.fields:
            self.fields[_PREFIX + setting.name] = _field(setting, bool(channel and channel.secrets))

    def main_fields(self) -> list[forms.BoundField]:
        """What every channel needs."""
        return [field for field in self.visible_fields() if field.name not in _LIMITS]

    def limit_fields(self) -> list[forms.BoundField]:
        """Order, rates and hours: right as they are for most."""
        return [self[name] for name in _LIMITS]

    def limits_wrong(self) -> bool:
        """Whether to unfold them."""
        return any(name in self.errors for name in _LIMITS)

    def setup(self) -> Setup:
        """What was filled in, for the verb."""
        data = dict(self.cleaned_data)
        data.pop("code", None)
        settings = {n.removeprefix(_PREFIX): data.pop(n) for n in list(data) if n.startswith(_PREFIX)}
        return Setup(adapter=self.adapter.name, settings=settings, **data)


def _initial(channel: Any) -> dict[str, Any]:
    if channel is None:
        return {}
    names = ("name", "purpose", "priority", "rate", "lines", "daily_cap", "hours_from", "hours_to")
    settings = {_PREFIX + name: value for name, value in channel.settings.items()}
    return {name: getattr(channel, name) for name in names} | settings


class TestForm(forms.Form):
    """Where a test message goes."""

    __test__ = False  # not a test case

    address = forms.CharField(
        label=_("号码或地址"), max_length=200, required=False, help_text=_("发到群里的通道可以不填")
    )
