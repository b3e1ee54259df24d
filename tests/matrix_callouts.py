"""Objects for the permission matrix: call-outs, their people, ladders and answer links."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.ids import sign_case_token
from qianshao.divisions.models import Division
from qianshao.field import shell
from tests.cast import Cast
from tests.desk import builders
from tests.matrix import Builder


def callout(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A call-out of the area with one person in it."""
    evening = builders.start(cast, where)
    builders.add(cast, evening, "某某", where)
    return {"callout_id": evening.callout.pk}


def case(cast: Cast, where: Division) -> Mapping[str, Any]:
    """One person of a call-out of the area, at the door."""
    evening = builders.start(cast, where)
    one = builders.add(cast, evening, "某某", where)
    builders.send_to_door(cast, one)
    return {"callout_id": evening.callout.pk, "case_id": one.pk}


def ladder(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A ladder of the site; the neighbouring county asks for a colour that is none."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"audience": "town", "colour": "purple" if elsewhere else "red"}


def link(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An answer link of one person of the area."""
    return {"token": sign_case_token(case(cast, where)["case_id"])}


def program(_cast: Cast, _where: Division) -> Mapping[str, Any]:
    """A file of the phone's program, the same for everybody."""
    return {"version": shell.version(), "name": "app.js"}


OBJECTS: dict[str, Builder] = {
    "desk:callout": callout,
    "desk:callout_print": callout,
    "desk:callout_export": callout,
    "desk:callout_close": callout,
    "desk:wall_callout": callout,
    "desk:ladder_edit": ladder,
    "desk:case": case,
    "desk:case_number": case,
    "desk:case_reply": case,
    "desk:case_walker": case,
    "desk:case_dial": case,
    "desk:case_answer": case,
    "desk:case_door": case,
    "desk:case_excuse": case,
    "field:answer": link,
    "field:code": program,
}
