"""Forms of dangers and patrols. They check shape only; the verbs decide."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.files.forms import FilesField, ManyFiles
from qianshao.hazards.selectors import ICONS
from qianshao.hazards.states import POINT_KINDS, TRAPPED_LABELS, Trapped

Choices = list[tuple[str, Any]]
SPARE = 3
MOST_ROWS = 18


class DangerForm(forms.Form):
    """A report that came by phone or in person, written down at the desk."""

    kind = forms.ChoiceField(label=_("什么险情"))
    trapped = forms.ChoiceField(
        label=_("有没有人受困"),
        choices=[(one.value, TRAPPED_LABELS[one]) for one in (Trapped.NO, Trapped.YES, Trapped.UNKNOWN)],
        initial=Trapped.UNKNOWN,
    )
    trapped_count = forms.IntegerField(label=_("受困几人"), min_value=1, max_value=9999, required=False)
    division_path = forms.ChoiceField(label=_("所在区划"))
    place = forms.CharField(label=_("在哪里"), max_length=120, required=False)
    words = forms.CharField(label=_("看到什么"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)
    photos = FilesField(
        label=_("照片"), required=False, widget=ManyFiles({"accept": "image/jpeg,image/png,image/webp"})
    )
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[Mapping[str, str]], areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选")), *((k["code"], k["name"]) for k in kinds)]  # type: ignore[attr-defined]
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField


class PointForm(forms.Form):
    """A patrol point."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类别"), choices=list(POINT_KINDS.items()))
    division_path = forms.ChoiceField(label=_("所在区划"))
    every_hours = forms.IntegerField(label=_("多少小时巡一次"), min_value=1, max_value=8784, initial=24)
    look_for = forms.CharField(label=_("看什么"), max_length=200, required=False)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField


class KindForm(forms.Form):
    """One kind of danger; a row without a name is left out."""

    code = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("名称"), max_length=20, required=False)
    icon = forms.ChoiceField(label=_("图标"), choices=list(ICONS.items()), required=False)
    hint = forms.CharField(label=_("看什么"), max_length=60, required=False)


KindFormSet = forms.formset_factory(KindForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS + SPARE)


class SourceForm(forms.Form):
    """Where the county's dictionary comes from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(label=_("依据"), max_length=400, help_text=_("本县的文件名称、文号和条款"))


def kinds_form(kinds: list[Mapping[str, str]], data: Any = None) -> Any:
    """The rows of these kinds and a few empty ones, or what was posted."""
    if data is not None:
        return KindFormSet(data, prefix="k")
    rows = [dict(kind) for kind in kinds] + [{} for _row in range(min(SPARE, MOST_ROWS - len(kinds)))]
    return KindFormSet(initial=rows, prefix="k")
