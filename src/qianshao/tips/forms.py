"""Forms of the room's desk."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.tips.states import CHANNEL_LABELS, Channel

Choices = Sequence[tuple[str, Any]]
_MOST_YUAN = 10**12
_MOST_DEATHS = 100_000


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ChoicesForm(forms.Form):
    """A form some of whose choices are asked for at the time."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, choices: "dict[str, Choices] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = options  # type: ignore[attr-defined]  # it is a ChoiceField


class TakeForm(ChoicesForm):
    """As it goes into the ledger."""

    kind = forms.ChoiceField(label=_("隐患类别"))
    division_path = forms.ChoiceField(
        label=_("所在区划"), required=False, help_text=_("没说清在哪里的，问明白了再选到乡镇、村，那里才看得到")
    )
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    words = forms.CharField(
        label=_("隐患描述"),
        max_length=500,
        required=False,
        widget=_area(3),
        help_text=_("台账里谁都看得到，请去掉姓名、电话"),
    )


class JoinForm(ChoicesForm):
    """Which hazard it is already."""

    hazard_id = forms.ChoiceField(label=_("并入哪一条隐患"))


class AnswerForm(ChoicesForm):
    """What the reporter reads."""

    words = forms.CharField(label=_("答复"), max_length=300, widget=_area(3), help_text=_("举报人凭链接能看到"))


class FoldForm(ChoicesForm):
    """Why it is folded."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class UndoForm(ChoicesForm):
    """Why it was a mistake."""

    reason = forms.CharField(label=_("为什么撤回"), max_length=200)


class PlainForm(ChoicesForm):
    """Nothing but which version was looked at."""


class RevealForm(forms.Form):
    """Why somebody must know."""

    reason = forms.CharField(label=_("查看原因"), min_length=4, max_length=200)


class IntakeForm(ChoicesForm):
    """What came by the hotline or from an enterprise."""

    channel = forms.ChoiceField(
        label=_("来自哪里"),
        choices=[(code, CHANNEL_LABELS[code]) for code in (Channel.HOTLINE, Channel.ENTERPRISE)],
    )
    outside_no = forms.CharField(label=_("12345 工单编号"), max_length=40, required=False)
    due_on = forms.DateField(
        label=_("答复期限"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    unit_name = forms.CharField(label=_("企业名称"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("隐患类别"))
    words = forms.CharField(label=_("反映什么"), max_length=500, widget=_area(3))
    division_path = forms.ChoiceField(label=_("所在区划"))
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    address = forms.CharField(label=_("地址"), max_length=160, required=False)
    reporter_name = forms.CharField(label=_("反映人"), max_length=40, required=False)
    reporter_phone = forms.CharField(
        label=_("反映人电话"), max_length=20, required=False, help_text=_("单独加密存放，台账里看不到")
    )
    photos = PhotosField(
        label=_("照片"), required=False, widget=ManyFiles({"accept": "image/jpeg,image/png,image/webp"})
    )

    def clean_due_on(self) -> Any:
        """The last minute of the day in Beijing."""
        day = self.cleaned_data["due_on"]
        return datetime.combine(day, time(23, 59), BEIJING) if day else None


class ProposeForm(ChoicesForm):
    """Which rule applies."""

    rule = forms.ChoiceField(label=_("奖励档次"))
    fine = forms.IntegerField(label=_("罚款金额（元）"), min_value=0, max_value=_MOST_YUAN, required=False)
    deaths = forms.IntegerField(
        label=_("查实瞒报、谎报的死亡人数"), min_value=0, max_value=_MOST_DEATHS, required=False
    )
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=_area())


class DecideForm(ChoicesForm):
    """Yes or no."""

    granted = forms.ChoiceField(choices=[("yes", _("批准")), ("no", _("不予奖励"))])
    words = forms.CharField(label=_("意见"), max_length=300, required=False)


class RenewForm(ChoicesForm):
    """Why the code is given anew."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class PayForm(forms.Form):
    """The code somebody brings."""

    code = forms.CharField(
        label=_("领奖码"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
