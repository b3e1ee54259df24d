"""Who may do what about the public pages; reading them needs nothing."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("public.view", _("查看公众页的内容"), roles=(*READERS, "village_cadre")),
    Action("public.lines", _("公布值班电话"), roles=(*DESK, "county_admin")),
    Action("public.posters", _("打印避险海报"), roles=(*DESK, "county_admin", "village_cadre")),
)
