"""Forms of evacuation. They check shape only; the verbs decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING

_TIME = "%Y-%m-%dT%H:%M"
Choices = Sequence[tuple[str, Any]]
COLOURS = [("red", _("红色")), ("orange", _("橙色")), ("yellow", _("黄色")), ("blue", _("蓝色"))]


class BeijingTimeField(forms.DateTimeField):
    """A moment as people write it: Beijing time, whatever the server's zone."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format=_TIME)
    input_formats = (_TIME, "%Y-%m-%d %H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """The aware moment."""
        found: datetime | None = super().to_python(value)
        return found.replace(tzinfo=BEIJING) if found is not None else None

    def prepare_value(self, value: Any) -> Any:
        """A known moment as Beijing writes it."""
        return value.astimezone(BEIJING).strftime(_TIME) if isinstance(value, datetime) else value


class OrderForm(forms.Form):
    """A draft of an order; which zones is asked by check boxes, none of them set."""

    title = forms.CharField(label=_("名称"), max_length=80)
    colour = forms.ChoiceField(label=_("颜色"), choices=[("", _("不因预警")), *COLOURS], required=False)
    deadline = BeijingTimeField(label=_("最迟几点前全部转移"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("预警文号、会商结论或现场险情，会写在转移令上。"),
    )
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)
    zones = forms.MultipleChoiceField(
        label=_("危险区"), error_messages={"required": _("选至少一个危险区。")}, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, zones: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zones"].choices = list(zones)  # type: ignore[attr-defined]


class TypedForm(forms.Form):
    """What a dangerous act asks for (ux.md 7.3): why, and the verb or the number typed by hand."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea({"rows": 3}))
    typed = forms.CharField(max_length=20, widget=forms.TextInput({"autocomplete": "off", "class": "input confirm"}))

    def __init__(
        self, *args: Any, typed: str, reason_label: str = "", needs_reason: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = typed
        self.fields["typed"].label = words("输入“{verb}”确认").format(verb=typed)
        self.fields["reason"].label = reason_label or self.fields["reason"].label
        if not needs_reason:
            del self.fields["reason"]

    def clean_typed(self) -> str:
        """Exactly what was asked for; a thousands comma is forgiven."""
        given = self.cleaned_data["typed"].strip().replace(",", "").replace("，", "")
        if given != self.wanted:
            raise forms.ValidationError(words("请输入“{verb}”。").format(verb=self.wanted))
        return self.wanted


class MarkForm(forms.Form):
    """What happened to one person; nothing is chosen for the officer but the row's own next step."""

    to = forms.ChoiceField(label=_("现在怎样"), widget=forms.RadioSelect)
    shelter = forms.ChoiceField(label=_("到了哪个安置点"), required=False)
    words = forms.CharField(
        label=_("原话或说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("拒绝转移必须写：谁劝的，他怎么说。"),
    )
    helper = forms.CharField(label=_("谁去帮"), max_length=60, required=False)
    vehicle = forms.CharField(label=_("什么车"), max_length=60, required=False)
    whole_household = forms.BooleanField(label=_("同一户的人一起记"), required=False)
    based_on = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, states: Choices, shelters: Choices, mates: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(states)  # type: ignore[attr-defined]
        self.fields["shelter"].choices = [("", "—"), *shelters]  # type: ignore[attr-defined]
        if not mates:
            del self.fields["whole_household"]
        else:
            self.fields["whole_household"].label = words("同一户的另外 {n} 人一起记").format(n=mates)


class AddForm(forms.Form):
    """Somebody on no list: a visitor, a worker, a traveller."""

    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("不知道名字就写认得出的称呼。"))
    division_path = forms.ChoiceField(label=_("在哪个村"))
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)
    gender = forms.ChoiceField(
        label=_("性别"), required=False, choices=[("", "—"), ("M", _("男")), ("F", _("女"))]
    )
    where = forms.ChoiceField(label=_("在哪里遇到"), choices=[("door", _("门口或路上")), ("shelter", _("安置点"))])
    shelter = forms.ChoiceField(label=_("安置点"), required=False)
    words = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, areas: Choices, shelters: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = list(areas)  # type: ignore[attr-defined]
        self.fields["shelter"].choices = [("", "—"), *shelters]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who was met in a shelter was met in one of them."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("where") == "shelter" and not given.get("shelter"):
            self.add_error("shelter", words("选一个安置点。"))
        return given
