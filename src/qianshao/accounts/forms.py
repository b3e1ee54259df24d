"""Forms of the door and of user administration. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import ROLES

UNCHOSEN = "-"


def _password(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password(_("密码"), "current-password")


class PasswordForm(forms.Form):
    """The old password, the new one twice."""

    old = _password(_("原密码"), "current-password")
    new = _password(_("新密码"), "new-password")
    again = _password(_("再输一次新密码"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return data


class _AreaForm(forms.Form):
    """A form with a choice of areas: ``areas`` are (path, name) pairs of the scope."""

    division_path = forms.ChoiceField(label=_("单位"), required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField


class UserForm(_AreaForm):
    """A new user."""

    field_order = ("username", "display_name", "title", "phone", "division_path")
    username = forms.CharField(label=_("登录名"), max_length=40, help_text=_("字母、数字或汉字，2 到 40 个。"))
    display_name = forms.CharField(label=_("姓名"), max_length=40)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)


class GrantForm(_AreaForm):
    """A role in an area, perhaps for a time."""

    field_order = ("role", "division_path", "valid_to")
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *ROLES.items()])
    valid_to = forms.DateField(
        label=_("到期日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填表示一直有效。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["division_path"]
        area.label = _("范围")
        # Nothing is chosen beforehand: a role over the whole county must not be given by not looking.
        area.choices = [(UNCHOSEN, _("请选择")), *area.choices]

    def clean_division_path(self) -> str:
        """An area must be chosen; the empty one is the whole site, for those who may give that."""
        path: str = self.cleaned_data["division_path"]
        if path == UNCHOSEN:
            raise forms.ValidationError(_("请选择范围。"))
        return path


class TokenForm(forms.Form):
    """A key for a program."""

    grant = forms.ChoiceField(label=_("按哪项授权"))
    name = forms.CharField(label=_("用途"), max_length=60)
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, grants: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"].choices = grants  # type: ignore[attr-defined]  # it is a ChoiceField
