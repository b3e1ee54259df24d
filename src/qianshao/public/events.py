"""What the public room writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("public.line_saved", _("公布值班电话：{name}"), ("name",), icon="phone"),
    Kind("public.line_dropped", _("撤下值班电话：{name}"), ("name",), icon="phone-off"),
)
