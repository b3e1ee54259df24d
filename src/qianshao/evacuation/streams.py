"""The live picture of one order."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from qianshao.core import clock
from qianshao.core.errors import NotAllowed
from qianshao.core.scope import Scope
from qianshao.core.streams import Picture, Stream
from qianshao.evacuation.pages.ledger import order_context, read_query
from qianshao.evacuation.selectors import order_of


def open_order(scope: Scope, number: int, query: Mapping[str, str]) -> Picture:
    """The order's page with its own filters."""
    if not scope.may("evacuation.view"):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    order_of(scope, number)
    wanted = read_query(query)

    def draw() -> str:
        request = HttpRequest()
        request.path = f"/evacuation/{number}/"
        request.GET = QueryDict(urlencode(query))
        context = order_context(scope, number, wanted, now=clock.now())
        return render_to_string("evacuation/parts/order.html", context, request=request)

    grants = "|".join(f"{path}:{','.join(sorted(acts))}" for path, acts in sorted(scope.grants.items()))
    return Picture(f"evacuation-{number}-{hash((scope.whole, grants))}-{wanted}", draw)


STREAMS = (Stream("evacuation", open_order),)
