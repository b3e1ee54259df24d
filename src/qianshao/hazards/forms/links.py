"""Forms on the pages of links. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.forms.whistles import MomentField


class LinkForm(forms.Form):
    """Fields as a phone page shows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_area = isinstance(field.widget, forms.Textarea)
            field.widget.attrs["class"] = "m-area" if is_area else "m-in"

    @property
    def given(self) -> dict[str, Any]:
        """What the verb takes, without the photos."""
        return {name: value for name, value in self.cleaned_data.items() if name != "photos"}


def _words(label: Any, most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": 3}))


def _photos(label: Any, *, required: bool) -> PhotosField:
    return PhotosField(label=label, required=required, widget=ManyFiles({"accept": "image/*"}))


class AnswerLinkForm(LinkForm):
    """The four things an answer holds; that it is taken on now is the fourth."""

    contact = forms.CharField(label=_("谁去办"), max_length=60)
    measure = forms.CharField(label=_("怎么办"), max_length=300)
    promised_at = MomentField(_("什么时候办完"), required=True)


class SetOutLinkForm(LinkForm):
    """They are on their way."""


class ArriveLinkForm(LinkForm):
    """They came."""

    who = forms.CharField(label=_("谁到了"), max_length=120, required=False)
    site_code = forms.CharField(
        label=_("现场报到码"), max_length=8, required=False, help_text=_("问现场的乡镇干部，四位数；没有可以空着"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class FinishLinkForm(LinkForm):
    """What was done."""

    words = _words(_("做了什么、结果怎样"), 500)
    photos = _photos(_("照片"), required=False)


class DeclineLinkForm(LinkForm):
    """It is none of theirs."""

    words = _words(_("为什么不归我们管"))


class MendedLinkForm(LinkForm):
    """What was mended."""

    words = _words(_("怎么改的"), 500)
    photos = _photos(_("整改后的照片"), required=True)


class LaterLinkForm(LinkForm):
    """More time."""

    until = forms.DateField(label=_("延到哪一天"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = _words(_("为什么要延期"))

    def clean_until(self) -> Any:
        """Until the end of that day."""
        return end_of(self.cleaned_data["until"])
