"""Forms of one visit: start it, record it, say why not."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.inspections.states import MOST_COUNT, RESULT_LABELS, Result

_PHOTOS = {"accept": "image/jpeg,image/png,image/webp"}


def _count(label: Any) -> forms.IntegerField:
    """A number of things; no county has a million extinguishers in one place."""
    widget = forms.NumberInput({"class": "input", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_COUNT, widget=widget)


class StartForm(forms.Form):
    """Somebody is there, or brings a paper."""

    code = forms.CharField(label=_("场所牌子上的编码"), max_length=80, required=False)
    how = forms.ChoiceField(choices=[("link", ""), ("typed", "")], required=False, widget=forms.HiddenInput)
    on_paper = forms.BooleanField(label=_("现场填的纸质记录，现在补录"), required=False)
    words = forms.CharField(label=_("没有编码的，写一句为什么"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WordsForm(forms.Form):
    """Words that are needed."""

    words = forms.CharField(label=_("原因"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HandForm(forms.Form):
    """Somebody else goes."""

    user_id = forms.TypedChoiceField(label=_("改由谁去"), coerce=int)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = people  # type: ignore[attr-defined]  # it is a ChoiceField


class RecordForm(forms.Form):
    """The checklist as a form: three fields for each item, then who signs. ``officers``: whom an inspection's record
    names; None: it is none.
    """

    words = forms.CharField(label=_("总的情况"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    inspectors = forms.CharField(
        label=_("同去的人"), max_length=200, required=False, help_text=_("用顿号或空格隔开，自己不用写")
    )
    officers = forms.TypedMultipleChoiceField(
        label=_("检查人员"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    signer = forms.CharField(label=_("被检查单位签字人"), max_length=40, required=False)
    refused = forms.BooleanField(label=_("拒绝签字"), required=False)
    refusal = forms.CharField(label=_("拒签的情况"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        items: Sequence[dict[str, Any]],
        officers: Sequence[tuple[int, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.who = "inspectors" if officers is None else "officers"
        self.fields["officers"].choices = officers or []  # type: ignore[attr-defined]  # it is a ChoiceField
        for item in items:
            code, name = item["code"], item["name"]
            results = list(RESULT_LABELS.items())
            self.fields[f"r-{code}"] = forms.ChoiceField(label=name, choices=results, required=False)
            self.fields[f"w-{code}"] = forms.CharField(
                label=_("哪里不合格"), max_length=300, required=False, widget=forms.TextInput({"class": "input"})
            )
            self._ask(item)
            self.fields[f"p-{code}"] = PhotosField(label=_("照片"), required=False, widget=ManyFiles(_PHOTOS))

    def _ask(self, item: dict[str, Any]) -> None:
        """The number or the date an item asks for."""
        code, answer = item["code"], item.get("answer")
        if answer == "count":
            self.fields[f"n-{code}"] = _count(_("有几个"))
            self.fields[f"m-{code}"] = _count(_("应有几个"))
        elif answer == "date":
            self.fields[f"d-{code}"] = forms.DateField(
                label=_("最近一次"),
                required=False,
                widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
            )

    def clean(self) -> dict[str, Any]:
        """Who says that an item is all right says how many there are, or when it was last done."""
        given: dict[str, Any] = super().clean() or {}
        for item in self.items:
            name = {"count": "n", "date": "d"}.get(item.get("answer", ""), "") + f"-{item['code']}"
            if name in self.fields and given.get(name) is None and given.get(f"r-{item['code']}") == Result.PASS:
                self.add_error(name, _("请填上。"))
        return given

    def lines(self) -> Iterator[tuple[dict[str, Any], Any, Any, Any, list[Any]]]:
        """Each item with its three fields, and those for its number or date."""
        for item in self.items:
            code = item["code"]
            asked = [self[name] for sort in "nmd" if (name := f"{sort}-{code}") in self.fields]
            yield item, self[f"r-{code}"], self[f"w-{code}"], self[f"p-{code}"], asked

    def signing(self) -> list[Any]:
        """The fields below the checklist."""
        return [self[name] for name in ("words", self.who, "signer", "refused", "refusal")]
