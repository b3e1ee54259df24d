"""A form that makes something is taken once: a second press, or going back and pressing again, leads to what it made.

The form carries ``{% once %}``; what a number made is kept in the person's session, the newest few.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

FIELD = "once"
_KEPT, _LONGEST = 20, 36


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run the view for a number that has made nothing yet; one that has is led to the page it was led to before."""

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        number = request.POST.get(FIELD, "")[:_LONGEST] if request.method == "POST" else ""
        made: dict[str, str] = request.session.get(FIELD, {}) if number else {}
        if number in made:
            messages.info(request, _("这张表已经交过，没有再登记一次；这就是上次登记的。"))
            return HttpResponseRedirect(made[number])
        response = view(request, *args, **kwargs)
        if number and isinstance(response, HttpResponseRedirect):
            request.session[FIELD] = dict([*made.items(), (number, response.url)][-_KEPT:])
        return response

    return wrapped
