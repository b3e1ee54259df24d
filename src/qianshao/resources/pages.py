"""What the pages of the county's own figures share: choices of items, stores and areas, and the story of a change."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.errors import NotFound, Refusal
from qianshao.core.scope import Scope
from qianshao.divisions.choices import form_areas, places
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import divisions
from qianshao.journal.selectors import entries
from qianshao.resources.forms import MinimumForm
from qianshao.resources.models import ReserveMode
from qianshao.resources.selectors.board import Short
from qianshao.resources.selectors.stock import items
from qianshao.resources.selectors.stores import store_of, stores
from qianshao.resources.services.minimums import put_area_minimum, put_minimum

Choices = list[tuple[str, Any]]
MODES = ReserveMode.choices
_MOST_STORES, _SHOWN = 500, 20
_READS = Scope.everything("the story of a figure the person was shown")


def today() -> date:
    """The day in Beijing."""
    return clock.now().astimezone(clock.BEIJING).date()


def with_places(short: list[Short]) -> list[tuple[Short, str]]:
    """Shortages of areas with their names."""
    where = places([row.minimum.division_path for row in short])
    return [(row, where[row.minimum.division_path]) for row in short]


def item_choices() -> list[tuple[int, str]]:
    """Items in use, with their units."""
    return [(row.pk, f"{row.name}（{row.unit}）") for row in items()]


def store_choices(scope: Scope, action: str) -> list[tuple[int, str]]:
    """Stores where the person may do something."""
    return [(row.pk, row.name) for row in stores(scope, action)[:_MOST_STORES]]


def area_choices(scope: Scope, action: str) -> Choices:
    """Areas likewise."""
    return form_areas(scope, action)


def counties(scope: Scope, action: str) -> Choices:
    """Counties likewise."""
    rows = divisions(scope, level=Level.COUNTY).values_list("path", "name")
    return [(path, short_name(name)) for path, name in rows if scope.may(action, path)]


def chosen(asked: str, offered: Choices) -> str:
    """The asked-for area, else the first that is offered.

    Raises:
        NotFound: none is.
    """
    paths = [path for path, _name in offered]
    if not paths:
        raise NotFound("division.unknown", _("没有找到这个区划"))
    return asked if asked in paths else paths[0]


def name_of(path: str) -> str:
    """``青石镇红旗村``."""
    return places([path])[path]


def story(subject: tuple[str, int]) -> list[Any]:
    """What the journal says of it, newest first."""
    return list(entries(_READS, subject=subject)[:_SHOWN])


def minimum_form(request: Any) -> MinimumForm:
    """The form of a new minimum."""
    return MinimumForm(
        request.POST or None,
        areas=area_choices(request.scope, "resources.edit"),
        stores=store_choices(request.scope, "resources.edit"),
        items=item_choices(),
    )


def add_minimum(request: Any, form: MinimumForm) -> str:
    """Set it; what is to be said, or nothing when it was refused (the form says why)."""
    given, path = dict(form.cleaned_data), form.cleaned_data["division_path"]
    del given["division_path"]
    store_id = given.pop("store_id")
    common = {**given, "actor": request.actor, "now": clock.now(), "version": -1}
    try:
        if store_id is None:
            put_area_minimum(division_path=path, **common)
        else:
            put_minimum(store_id=store_of(request.scope, store_id, "resources.edit").pk, **common)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return ""
    return _("已保存。")
