"""Forms of cases: a new one, and one for each step. They check shape only; the verbs decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.enforcement.states import (
    BODY_LABELS,
    HEARING_LABELS,
    PARTY_LABELS,
    PENALTY_LABELS,
    SAID_LABELS,
    SERVED_LABELS,
)
from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.hazards.forms.dangers import Choices
from qianshao.hazards.forms.whistles import MomentField

PICTURES = {"accept": "image/jpeg,image/png,image/webp"}


def area(rows: int = 3) -> forms.Textarea:
    """A box of so many rows."""
    return forms.Textarea({"rows": rows})


def words_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Words of an act."""
    return forms.CharField(label=label, max_length=1000, required=required, widget=area())


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class CaseForm(forms.Form):
    """A new case."""

    matter = forms.CharField(label=_("案由（违法事项）"), max_length=120)
    division_path = forms.ChoiceField(label=_("在哪里"))
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    body = forms.ChoiceField(label=_("由哪一级办"), choices=list(BODY_LABELS.items()))
    mode = forms.ChoiceField(label=_("执法方式"))
    party_kind = forms.ChoiceField(label=_("当事人是"), choices=list(PARTY_LABELS.items()))
    party_name = forms.CharField(label=_("当事人名称或姓名"), max_length=80)
    party_head = forms.CharField(label=_("法定代表人或负责人"), max_length=40, required=False)
    party_code = forms.CharField(label=_("统一社会信用代码或证件号"), max_length=40, required=False)
    party_phone = forms.CharField(label=_("电话"), max_length=40, required=False)
    party_address = forms.CharField(label=_("地址"), max_length=160, required=False)
    words = words_field(_("怎么来的、什么情况"))
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)

    def __init__(self, *args: Any, areas: Choices, modes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["division_path"].choices = areas
        named["mode"].choices = modes


class CheckedCaseForm(CaseForm):
    """A new case out of a hazard, with the check that found it."""

    officers = forms.TypedMultipleChoiceField(
        label=_("检查已经做过的，选执法人员（至少两人，只列证件有效的）；不选就只登记案件"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    check_words = words_field(_("检查了什么、有什么问题、怎么处理"), required=False)
    sign_refused = forms.BooleanField(label=_("当事人拒绝签字"), required=False)
    take_photos = forms.BooleanField(label=_("隐患的照片收作证据"), required=False)
    due_on = day(_("责令整改到哪一天（不责令就不填）"), required=False)
    order_words = words_field(_("整改什么、怎么改"), required=False)

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["officers"].choices = officers

    def clean(self) -> dict[str, Any]:
        """An order stands under a check, and a check under officers."""
        found = super().clean() or {}
        if found.get("due_on") and not found.get("officers"):
            self.add_error("officers", _("责令整改要有执法人员签字，请选齐。"))
        return found


class StepForm(forms.Form):
    """What every step carries: the version of the case that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        for name in ("officers", "hold", "commission", "compulsion", "prolongable", "mode"):
            if name in named:
                named[name].choices = choices[name]
        if "matter" in named and choices["matter"]:
            named["matter"] = forms.ChoiceField(label=named["matter"].label, choices=choices["matter"])
        if "to_county" in named and not choices["to_county"]:
            del named["to_county"]
            named["handed_to"].required = True
            named["handed_to"].label = _("移送到哪个单位")


class WordsForm(StepForm):
    """Words that are needed."""

    words = words_field(_("说明"))


class MaybeForm(StepForm):
    """Words that may be left out."""

    words = words_field(_("说明"), required=False)


class OfficersForm(StepForm):
    """Signed by officers."""

    words = words_field(_("内容"))
    officers = forms.MultipleChoiceField(label=_("执法人员（至少两人）"), widget=forms.CheckboxSelectMultiple)


class CheckForm(OfficersForm):
    """A check on the spot."""

    words = words_field(_("检查了什么、有什么问题、怎么处理"))
    sign_refused = forms.BooleanField(label=_("当事人拒绝签字"), required=False)


class MeasureForm(OfficersForm):
    """Measures on the spot."""

    words = words_field(_("什么措施：撤出人员、停止作业、停止使用"))
    due_on = day(_("到哪一天"), required=False)


class OrderForm(OfficersForm):
    """An order to mend."""

    words = words_field(_("整改什么、怎么改"))
    due_on = day(_("整改期限"))


class RecheckForm(OfficersForm):
    """A re-check."""

    words = words_field(_("复查情况"))
    mended = forms.ChoiceField(
        label=_("复查结果"), choices=[("yes", _("整改合格")), ("no", _("没有整改好"))], widget=forms.RadioSelect
    )


class QuestionForm(OfficersForm):
    """Somebody is asked."""

    asked = forms.CharField(label=_("被询问人"), max_length=40)
    words = words_field(_("问了什么、怎么答的"))


class PartyForm(StepForm):
    """What is known by now of the party."""

    party_name = forms.CharField(label=_("当事人名称或姓名"), max_length=80, required=False)
    party_head = forms.CharField(label=_("法定代表人或负责人"), max_length=40, required=False)
    party_address = forms.CharField(label=_("地址"), max_length=160, required=False)
    party_code = forms.CharField(
        label=_("统一社会信用代码或证件号"), max_length=40, required=False, help_text=_("不改就空着")
    )
    party_phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("不改就空着"))
    words = words_field(_("从哪里知道的、为什么改"))


class ModeForm(StepForm):
    """Another mode."""

    mode = forms.ChoiceField(label=_("改成哪种执法方式"))
    words = words_field(_("为什么改"))


class EvidenceForm(StepForm):
    """Photos for the chain."""

    photos = PhotosField(label=_("照片（现场、物品、书证翻拍）"), widget=ManyFiles(PICTURES))
    words = forms.CharField(label=_("照片上是什么"), max_length=200)


class AgreeForm(StepForm):
    """Yes or no."""

    agreed = forms.ChoiceField(
        label=_("同不同意"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    words = words_field(_("说明"), required=False)


class ProposeForm(StepForm):
    """A punishment proposed."""

    matter = forms.CharField(label=_("违法事项"), max_length=120)
    basis = forms.CharField(label=_("处罚依据（法律名称和条款）"), max_length=300)
    penalty = forms.ChoiceField(label=_("处罚种类"), choices=list(PENALTY_LABELS.items()))
    fine = forms.IntegerField(label=_("罚款（元）"), min_value=0, max_value=10**12, required=False)
    words = forms.CharField(label=_("违法事实、证据和裁量理由"), max_length=500, widget=area(4))


class HearForm(OfficersForm):
    """What the party says."""

    said = forms.ChoiceField(label=_("当事人"), choices=list(SAID_LABELS.items()), widget=forms.RadioSelect)
    words = words_field(_("陈述申辩的内容和复核意见"))
    hearing_waived = forms.BooleanField(label=_("当事人书面放弃听证"), required=False)


class CallForm(StepForm):
    """The day of a hearing."""

    when = MomentField(_("听证的时间（照本县规定提前通知）"), required=True)
    where = forms.CharField(label=_("地点"), max_length=120)
    chair = forms.CharField(label=_("主持人（不是调查这个案件的人）"), max_length=40)
    words = words_field(_("还通知了谁、要说明的"), required=False)


class HearingForm(StepForm):
    """A hearing, or what became of it."""

    how = forms.ChoiceField(label=_("听证"), choices=list(HEARING_LABELS.items()), widget=forms.RadioSelect)
    chair = forms.CharField(label=_("主持人（不是调查这个案件的人）"), max_length=40, required=False)
    present = forms.CharField(label=_("参加人"), max_length=200, required=False)
    words = words_field(_("听证的情况和意见"))


class DiscussForm(StepForm):
    """The heads discuss."""

    present = forms.CharField(label=_("参加讨论的负责人，用顿号隔开"), max_length=200)
    words = words_field(_("讨论了什么、怎么定的"))


class ReviewForm(StepForm):
    """Legal review."""

    agreed = forms.ChoiceField(
        label=_("审核意见"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    words = words_field(_("主体、事实、证据、依据、程序和裁量，逐项写"))


class DecideForm(StepForm):
    """A decision."""

    words = words_field(_("决定的内容"))
    carry_out = forms.CharField(
        label=_("怎么履行、到什么时候（只罚款的不用写，照本县的缴款规定）"), max_length=300, required=False
    )


class HoldForm(OfficersForm):
    """Things kept."""

    things = forms.CharField(
        label=_("物品清单，一行一件：名称，数量，状况，存放地点"), max_length=4000, widget=area(4)
    )
    words = words_field(_("为什么要登记保存"))


class SettleHoldForm(OfficersForm):
    """Things of one hold dealt with."""

    hold = forms.TypedChoiceField(label=_("哪一次登记保存的"), coerce=int)
    words = words_field(_("怎么处理的：退还、移送、作为证据、没收"))


class ServeForm(OfficersForm):
    """Service."""

    how = forms.ChoiceField(label=_("送达方式"), choices=list(SERVED_LABELS.items()))
    words = words_field(_("说明"), required=False)


class PayForm(StepForm):
    """How far the decision is carried out."""

    paid = forms.IntegerField(label=_("这次缴款（元）"), min_value=0, max_value=10**12, required=False)
    words = words_field(_("说明"), required=False)


class PublishForm(StepForm):
    """Where it was made public."""

    where = forms.CharField(label=_("在哪里公开的"), max_length=120)


class HandOverForm(WordsForm):
    """To whom."""

    to_county = forms.BooleanField(label=_("移送县里（县里的执法案件页会排到，等着立卷）"), required=False)
    handed_to = forms.CharField(label=_("移送到哪个单位（移送县里的不用写）"), max_length=80, required=False)
    words = words_field(_("移送理由"))
