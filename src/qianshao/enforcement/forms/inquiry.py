"""Forms of inquiry, compulsory measures and fines that are put off. They check shape only; the verbs decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.enforcement.forms.cases import PICTURES, OfficersForm, StepForm, area, day, words_field
from qianshao.enforcement.states import COMPEL_LABELS
from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.hazards.forms.whistles import MomentField


class SummonForm(OfficersForm):
    """Somebody is called to be asked."""

    asked = forms.CharField(label=_("通知谁"), max_length=40)
    when = MomentField(_("什么时候来"), required=True)
    where = forms.CharField(label=_("到哪里"), max_length=120)
    words = words_field(_("问什么事"))
    bring = forms.CharField(label=_("要带的材料"), max_length=200, required=False)


class ExamineForm(OfficersForm):
    """An examination of the scene."""

    began = MomentField(_("从什么时候开始"), required=True)
    ended = MomentField(_("到什么时候结束"), required=True)
    words = words_field(_("勘验情况：方位、尺寸、现状"))
    present = forms.CharField(label=_("在场的当事人"), max_length=80, required=False)
    witness = forms.CharField(label=_("见证人"), max_length=40, required=False)
    weather = forms.CharField(label=_("天气"), max_length=40, required=False)
    photos = PhotosField(label=_("现场照片，进证据清单"), widget=ManyFiles(PICTURES), required=False)


class SampleForm(OfficersForm):
    """Samples."""

    things = forms.CharField(
        label=_("样品，一行一件：名称，数量，规格批号，存放地点"), max_length=4000, widget=area(4)
    )
    words = words_field(_("怎么抽的、怎么封存的"))
    present = forms.CharField(label=_("在场的当事人"), max_length=80, required=False)


class CommissionForm(StepForm):
    """Experts are asked."""

    agency = forms.CharField(label=_("鉴定机构"), max_length=120)
    words = words_field(_("鉴定什么"))
    materials = forms.CharField(label=_("送去的材料和样品"), max_length=300, required=False)
    due_on = day(_("到哪一天要鉴定意见"))


class OpinionForm(StepForm):
    """What the experts found."""

    commission = forms.TypedChoiceField(label=_("哪一次委托的"), coerce=int)
    words = words_field(_("鉴定意见"))


class CompelForm(OfficersForm):
    """A compulsory measure is asked for."""

    measure = forms.ChoiceField(label=_("强制措施"), choices=list(COMPEL_LABELS.items()))
    basis = forms.CharField(label=_("依据（法律名称和条款）"), max_length=300)
    things = forms.CharField(
        label=_("场所、设施或财物，一行一件：名称，数量，状况，存放地点"),
        max_length=4000,
        widget=area(4),
        required=False,
    )
    words = words_field(_("查明的情况和理由"))


class LiftForm(OfficersForm):
    """A measure ends."""

    compulsion = forms.TypedChoiceField(label=_("哪一次强制措施"), coerce=int)
    words = words_field(_("为什么解除，物品怎么处理的：退还、没收、销毁"))


class ProlongForm(OfficersForm):
    """A measure shall run longer."""

    prolongable = forms.TypedChoiceField(label=_("哪一次查封、扣押"), coerce=int)
    days = forms.IntegerField(label=_("延长几天（照本县规定）"), min_value=1, max_value=3660)
    words = words_field(_("情况复杂在哪里，为什么要延长"))


class DeferForm(StepForm):
    """The party asks to pay later."""

    plan = forms.CharField(
        label=_("一行一期：日期，金额（元），如 2026-10-01，2000；只一期可以只写日期"),
        max_length=1500,
        widget=area(3),
    )
    words = words_field(_("当事人为什么现在缴不了"))


class CourtForm(StepForm):
    """The court is asked."""

    quiet = forms.BooleanField(label=_("已经查实：当事人没有申请复议，也没有起诉"))
    words = words_field(_("当事人的意见、催告情况和可供执行的财产"))
