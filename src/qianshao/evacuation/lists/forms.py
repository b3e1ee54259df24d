"""Forms of departments' lists. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.evacuation.lists.selectors import KINDS

#: Departments that keep such lists, as suggestions: any other may be typed.
DEPARTMENTS = (_("水利"), _("自然资源"), _("住建"), _("民政"), _("农业农村"), _("卫健"), _("残联"), _("教育"))


class ListForm(forms.Form):
    """A department's file and what it is."""

    department = forms.CharField(
        label=_("部门"), max_length=40, widget=forms.TextInput(attrs={"list": "departments", "autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    name = forms.CharField(label=_("名册名称"), max_length=80)
    received = forms.DateField(label=_("收到日期"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("文件"), help_text=_(".xlsx 或 .csv，一行一户或一行一人。"))
    replaces = forms.BooleanField(label=_("替换这个部门同一类别的旧名册"), required=False)


class SettleForm(forms.Form):
    """How a conflict is settled."""

    choice = forms.ChoiceField(label=_("以哪个为准"), widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("新的户编号"), max_length=30, required=False, help_text=_("登记为新的一户时填写。")
    )
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, options: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (option["key"], f"{option['words']}（{option['source']}）" if option["source"] else option["words"])
            for option in options
        ]
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        if not any(option["key"] == "register" for option in options):
            del self.fields["code"]
