"""The form of the first of two persons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.evacuation.models.disposal import DisposalWish


class DisposalForm(forms.Form):
    """Destroy, or keep until a day; why."""

    wish = forms.ChoiceField(label=_("怎么办"), choices=DisposalWish.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("延期到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("只在延期时填写。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=200)
