"""What the user pages show, put together from selectors."""

from typing import Any

from django.utils.translation import gettext as _

from qianshao.accounts import selectors
from qianshao.accounts.forms import GrantForm, TokenForm
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import divisions


def area_choices(scope: Scope) -> list[tuple[str, str]]:
    """The scope's areas down to the village as (path, indented name); the whole site for those who hold it."""
    rows = divisions(scope).filter(level__gte=Level.COUNTY, level__lte=Level.VILLAGE)
    areas = [
        (path, "　" * max(level - Level.COUNTY, 0) + name)
        for path, name, level in rows.values_list("path", "name", "level")
    ]
    return [("", _("全站")), *areas] if scope.sees("") else areas


def user_rows(found: Any) -> list[dict[str, Any]]:
    """Users with their unit's name and the roles they hold today; one query more for any number of users."""
    people, day = list(found), clock.now().astimezone(clock.BEIJING).date()
    names = selectors.unit_names(people)
    return [
        {
            "person": person,
            "unit": names.get(person.division_path, _("全站")),
            "grants": [grant for grant in person.grants.all() if grant.holds_on(day)],
        }
        for person in people
    ]


def user_card(request: Any, user: Any, **forms: Any) -> dict[str, Any]:
    """The context of one user's page; ``forms`` replace empty ones by those with errors."""
    now = clock.now()
    grants = selectors.grants_of(user, now)
    context: dict[str, Any] = {
        "person": user,
        "grants": grants,
        "tokens": selectors.tokens_of(user),
        "unit": selectors.unit_names([user]).get(user.division_path, _("全站")),
        "may_manage": request.scope.may("accounts.manage", user.division_path),
        "is_self": user.pk == request.user.pk,
        "now": now,
    }
    if context["may_manage"]:
        living = [(str(g.pk), f"{g}·{g.division or _('全站')}") for g in grants if g.in_force]
        context["grant_form"] = GrantForm(areas=area_choices(request.scope))
        context["token_form"] = TokenForm(grants=living)
    return context | forms
