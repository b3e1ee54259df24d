"""Forms of planning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.resources.planning.rules import LEAST_WAY, MOST_PEOPLE

Choices = list[tuple[str, Any]]


class FireForm(forms.Form):
    """Fire circles of an area."""

    division_path = forms.ChoiceField(label=_("范围"))
    budget = forms.IntegerField(label=_("打算再建几个微型消防站"), min_value=0, max_value=200, initial=5)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas


class ServeForm(forms.Form):
    """What many villages ask for at once."""

    division_path = forms.ChoiceField(label=_("范围"))
    text = forms.CharField(
        label=_("需求"),
        max_length=20_000,
        help_text=_("每行一项：村名 物资 数量"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    keep_least = forms.BooleanField(label=_("保留各仓库的最低储备"), required=False, initial=True)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas


class OpenForm(ServeForm):
    """All requests that wait."""

    text = None  # type: ignore[assignment]  # Django's way to leave a field out


class ReserveForm(FireForm):
    """Reserve points of an area."""

    budget = forms.IntegerField(label=_("打算新设几个储备点"), min_value=1, max_value=200, initial=5)
    goal = forms.ChoiceField(
        label=_("怎样算好"),
        choices=[(LEAST_WAY, _("大家到储备点的总路程最短")), (MOST_PEOPLE, _("够近的人最多"))],
    )
