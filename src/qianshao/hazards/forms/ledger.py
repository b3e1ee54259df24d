"""Forms of the ledger: finding, and one for each act."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.hazards.forms.dangers import Choices
from qianshao.hazards.states.ledger import (
    GENERAL,
    GRADE_LABELS,
    MAJOR,
    PLAN_PARTS,
    REPORT_PARTS,
    SOURCE_LABELS,
    TREATMENT_LABELS,
    Source,
)

#: What a photo may be.
PHOTO_TYPES = {"accept": "image/jpeg,image/png,image/webp"}
_GRADES = [(str(grade), GRADE_LABELS[grade]) for grade in (GENERAL, MAJOR)]
Asked = dict[str, Any]


def end_of(day: date | None) -> datetime | None:
    """The last minute of a day in Beijing: until when a date given as a day holds."""
    return datetime.combine(day, time(23, 59), BEIJING) if day else None


def area(rows: int = 2) -> forms.Textarea:
    """A box for a few lines."""
    return forms.Textarea({"rows": rows})


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A date, picked from a calendar."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def _photos(label: Any) -> PhotosField:
    return PhotosField(label=label, required=False, widget=ManyFiles(PHOTO_TYPES))


def _unit_phone() -> forms.CharField:
    hint = _("单位没变的，不写就用原来的；换了单位，写新单位的")
    return forms.CharField(label=_("电话"), max_length=40, required=False, help_text=hint)


class FindForm(forms.Form):
    """A hazard, written down at the desk."""

    kind = forms.ChoiceField(label=_("什么隐患"))
    description = forms.CharField(label=_("看到什么"), max_length=500, required=False, widget=area(3))
    division_path = forms.ChoiceField(label=_("所在区划"))
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    address = forms.CharField(label=_("地址"), max_length=160, required=False)
    place_class = forms.ChoiceField(label=_("场所类别"), required=False)
    source = forms.ChoiceField(label=_("来源"), initial=Source.DEPARTMENT)
    grade = forms.ChoiceField(label=_("初步定级"), choices=[("0", _("未定级")), *_GRADES], initial="0")
    unit_name = forms.CharField(label=_("责任单位"), max_length=80, required=False)
    interim = forms.CharField(label=_("临时措施"), max_length=300, required=False)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)
    photos = _photos(_("照片"))
    place_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["kind"].choices = [("", _("请选")), *kinds]
        named["place_class"].choices = [("", _("不属于哪一类")), *places]
        named["division_path"].choices = areas
        named["source"].choices = list(SOURCE_LABELS.items())


class ActForm(forms.Form):
    """What every act carries: the version of the row that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        for name, options in choices.items():
            if name in self.fields:
                self.fields[name].choices = options  # type: ignore[attr-defined]  # it is a ChoiceField


class WordsForm(ActForm):
    """Words that are needed."""

    words = forms.CharField(label=_("说明"), max_length=300, widget=area())


class MaybeWordsForm(ActForm):
    """Words that may be left out."""

    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


class VerifyForm(ActForm):
    """It is so: how bad, of what kind, and what is done at once."""

    grade = forms.ChoiceField(label=_("定级"), choices=_GRADES, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("类别"))
    interim = forms.CharField(label=_("先采取的临时措施"), max_length=300, required=False)
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


class ShowForm(ActForm):
    """Work shown by photos."""

    words = forms.CharField(label=_("做了什么"), max_length=300, required=False, widget=area())
    photos = _photos(_("整改后的照片"))


class ProgressForm(ShowForm):
    """How far it has come."""

    words = forms.CharField(label=_("进展"), max_length=300, widget=area())


class AssignForm(ActForm):
    """To whom and until when."""

    unit_name = forms.CharField(label=_("责任单位"), max_length=80)
    due_on = day(_("整改期限"), required=False)
    department = forms.ChoiceField(label=_("监管部门"), required=False)
    person_name = forms.CharField(label=_("责任人"), max_length=40, required=False)
    unit_phone = _unit_phone()
    treatment = forms.ChoiceField(
        label=_("治理方式"), choices=[("", _("没有说")), *TREATMENT_LABELS.items()], required=False
    )
    order_no = forms.CharField(label=_("交办单号"), max_length=40, required=False)
    money = forms.IntegerField(label=_("经费（元）"), min_value=0, max_value=10**12, required=False)
    interim = forms.CharField(label=_("临时措施"), max_length=300, required=False)
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


class StartForm(ActForm):
    """The unit has begun."""

    words = forms.CharField(label=_("怎么整改"), max_length=300, required=False, widget=area())
    money = forms.IntegerField(label=_("经费（元）"), min_value=0, max_value=10**12, required=False)


class ExtendForm(ActForm):
    """More time."""

    until_on = day(_("延到哪一天"))
    reason = forms.CharField(label=_("理由"), max_length=300, widget=area())


class DecideForm(ActForm):
    """The answer to a wish for more time."""

    granted = forms.ChoiceField(
        label=_("批不批"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


class AcceptForm(ActForm):
    """Looked at by somebody else."""

    unit_name = forms.CharField(label=_("验收单位"), max_length=80)
    words = forms.CharField(label=_("验收意见"), max_length=300, required=False, widget=area())
    photos = _photos(_("验收照片"))


class RejectForm(WordsForm):
    """Not mended."""

    photos = _photos(_("现场照片"))


class BackForm(WordsForm):
    """Back to a unit: the one that had it, or, where it was mended on the spot, the one that shall mend it now."""

    unit_name = forms.CharField(label=_("责任单位"), max_length=80, required=False)
    unit_phone = _unit_phone()


class ReopenForm(BackForm):
    """It is back."""

    again = forms.ChoiceField(label=_("再次发现的是哪一条"), required=False)


class EscalateForm(ActForm):
    """On the list of a level."""

    level = forms.ChoiceField(label=_("哪一级挂牌"))
    supervision_no = forms.CharField(label=_("督办编号"), max_length=40, required=False)
    office = forms.CharField(label=_("督办单位"), max_length=80, required=False)
    due_on = day(_("督办期限"), required=False)
    words = forms.CharField(label=_("为什么挂牌"), max_length=300, widget=area())


_REGISTERED = _("写名称或编号，不是登记的场所就空着；地点名称、地址、经纬度清空，就用登记的")


class CorrectForm(ActForm):
    """Where it really is: all of it, filled with what stands."""

    division_path = forms.ChoiceField(
        label=_("所在区划"), help_text=_("在别的乡镇的，先改到那个乡镇，由它定到村")
    )
    registered = forms.CharField(label=_("登记的场所"), max_length=80, required=False, help_text=_REGISTERED)
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    address = forms.CharField(label=_("地址"), max_length=160, required=False)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)
    words = forms.CharField(label=_("为什么更正"), max_length=300, widget=area())


class TransferForm(ActForm):
    """To enforcement."""

    words = forms.CharField(label=_("移交理由"), max_length=300, widget=area())
    case_no = forms.CharField(label=_("案件编号"), max_length=40, required=False)


class MergeForm(ActForm):
    """Which other hazard it is."""

    into = forms.ChoiceField(label=_("并入哪一条"))


class RiskForm(ActForm):
    """Which risk point it belongs to."""

    risk = forms.ChoiceField(label=_("风险点"), required=False)


class GuardForm(ActForm):
    """Who stands by, and why."""

    cause = forms.CharField(label=_("为什么盯守"), max_length=120)
    person = forms.CharField(label=_("谁盯守"), max_length=80)
    every_hours = forms.IntegerField(label=_("几小时回报一次"), min_value=1, max_value=48, initial=2)


class EndGuardForm(ActForm):
    """Which guard ends."""

    guard = forms.ChoiceField(label=_("哪一项盯守"))
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


def _paper(parts: Mapping[str, Any], name: str) -> type[ActForm]:
    fields = {key: forms.CharField(label=label, max_length=2000, widget=area()) for key, label in parts.items()}
    return type(name, (ActForm,), {"__doc__": "A paper of a major hazard, every part needed.", **fields})


ReportForm = _paper(REPORT_PARTS, "ReportForm")
PlanForm = _paper(PLAN_PARTS, "PlanForm")
