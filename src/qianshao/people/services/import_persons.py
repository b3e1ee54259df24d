"""Many persons with their posts at once: for the importer and the demonstration."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.divisions.models import Division
from qianshao.journal.services import record
from qianshao.people.models import Assignment, Person, Post
from qianshao.people.records.persons import PERSON_FIELDS, Known, PersonRow, fill
from qianshao.people.records.write_rows import chunked, insert, update


@dataclass
class Written:
    """What a bulk verb did; ``ids``: row key → id; ``before``: old values of changed rows by id, for undo."""

    ids: dict[str, int] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    same: int = 0
    assigned: list[int] = field(default_factory=list)
    members: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The figures for the journal and the page."""
        return {
            "created": len(self.created),
            "updated": len(self.before),
            "same": self.same,
            "assigned": len(self.assigned),
            "members": self.members,
        }


Progress = Callable[[int], None]


def import_persons(*, rows: Sequence[PersonRow], actor: Actor, now: datetime, is_demo: bool = False) -> Written:
    """Make or update persons and their posts; all or nothing, one journal row.

    A person is known by phone and name, else by identity number. Queries do not grow with the rows (5,000 at once).

    Raises:
        NotFound, NotAllowed: a row's area is not the actor's.
        Invalid: an unknown area or post.
    """
    with transaction.atomic(durable=True):
        return write_persons(rows, actor=actor, now=now, is_demo=is_demo)


def write_persons(rows: Sequence[PersonRow], *, actor: Actor, now: datetime, is_demo: bool = False) -> Written:
    """``import_persons`` inside a transaction that somebody else opened."""
    areas = areas_of((p for row in rows for p in (row.division_path, *(x.division_path for x in row.posts))), actor)
    written = Written()
    known = Known.of(rows)
    fresh: dict[str, Person] = {}
    merged: dict[int, Person] = {}
    for row in rows:
        person = known.find(row)
        if person is None:
            person = Person(division=areas[row.division_path], is_demo=is_demo)
            fill(person, row, now)
            fresh[row.key] = person
            known.add(person)
        elif person._state.adding:
            fill(person, row, now)
        elif before := fill(person, row, now):
            actor.demand("people.import", person.division_path)
            written.before[person.pk] = {**before, **written.before.get(person.pk, {})}
            merged[person.pk] = person
        else:
            written.same += 1
        known.rows[row.key] = person
    insert(list(fresh.values()))
    for person in merged.values():
        person.version += 1
    update(list(merged.values()), [*PERSON_FIELDS, "version"])
    written.created = [person.pk for person in fresh.values()]
    written.ids = {key: person.pk for key, person in known.rows.items()}
    written.assigned = _assign(rows, written.ids, areas, now)
    record(
        kind="people.persons_imported",
        actor=actor,
        now=now,
        subject=("person", None),
        division_path=common_path(row.division_path for row in rows),
        data=written.counts,
    )
    return written


def areas_of(paths: Iterable[str], actor: Actor, action: str = "people.import") -> dict[str, Division]:
    """The areas by path; the actor may ``action`` in each of them."""
    wanted = sorted(set(paths))
    for path in wanted:
        actor.demand(action, path)
    found: dict[str, Division] = {}
    for piece in chunked(wanted, 900):
        rows = Division.objects.unscoped("each path was demanded of the actor")
        found |= {d.path: d for d in rows.filter(path__in=piece).defer("boundary")}
    if missing := [path for path in wanted if path not in found]:
        raise Invalid("division.unknown", _("没有这个区划：{path}"), path=missing[0])
    return found


def common_path(paths: Iterable[str]) -> str:
    """The lowest area that holds all ``paths``."""
    listed = sorted(set(paths))
    if not listed:
        return ""
    low, high = listed[0], listed[-1]
    end = 0
    while end < len(low) and low[end : end + 4] == high[end : end + 4]:
        end += 4
    return low[:end]


def _assign(rows: Sequence[PersonRow], ids: dict[str, int], areas: dict[str, Division], now: datetime) -> list[int]:
    posts = {post.code: post for post in Post.objects.all()}
    today = now.astimezone(BEIJING).date()
    held = _held(sorted({ids[row.key] for row in rows if row.posts}))
    fresh: list[Assignment] = []
    for row in rows:
        for given in row.posts:
            post = posts.get(given.code)
            if post is None:
                raise Invalid("post.unknown", _("没有岗位代码 {code}"), code=given.code)
            mark = (ids[row.key], post.pk, given.division_path, given.slot)
            if mark in held:
                continue
            held.add(mark)
            fresh.append(
                Assignment(
                    person_id=ids[row.key],
                    post=post,
                    division=areas[given.division_path],
                    division_path=given.division_path,
                    slot=given.slot,
                    is_key=post.is_key if given.is_key is None else given.is_key,
                    order=given.order,
                    valid_from=given.valid_from or today,
                )
            )
    insert(fresh)
    return [assignment.pk for assignment in fresh]


def _held(ids: Sequence[int]) -> set[tuple[int, int, str, str]]:
    found: set[tuple[int, int, str, str]] = set()
    for piece in chunked(ids):
        rows = Assignment.objects.unscoped("posts of the persons being written").filter(valid_to__isnull=True)
        names = ("person_id", "post_id", "division_path", "slot")
        found |= set(rows.filter(person_id__in=piece).values_list(*names))
    return found
