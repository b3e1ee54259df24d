"""Posts: given from a day, ended on a day; the dictionary of posts edited."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.journal.services import record
from qianshao.people.models import Assignment, Person, Post
from qianshao.people.services.import_persons import areas_of


def assign_post(
    *,
    person_id: int,
    post_code: str,
    division_path: str,
    slot: str = "A",
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_key: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Assignment:
    """Give a person a post in an area the actor may edit, from a day (today) on.

    The person may be registered elsewhere: a county man may look after a village.

    Raises:
        Invalid: unknown post, wrong dates, the person already holds it.
    """
    area = areas_of([division_path], actor, "people.edit")[division_path]
    person = Person.objects.unscoped("a post may go to a person of another area").filter(pk=person_id).first()
    if person is None or not person.is_active:
        raise NotFound("person.unknown", _("没有找到这个人"))
    post = Post.objects.filter(code=post_code, is_active=True).first()
    if post is None or slot not in ("A", "B"):
        raise Invalid("post.unknown", _("没有这个岗位"))
    start = valid_from or now.astimezone(BEIJING).date()
    if valid_to is not None and valid_to < start:
        raise Invalid("post.dates", _("卸任日期早于任职日期"))
    mine = Assignment.objects.unscoped("posts of this person").filter(person=person, valid_to__isnull=True)
    if mine.filter(post=post, division=area, slot=slot).exists():
        raise Invalid("post.double", _("这个人已经在这里任这个岗位"))
    with transaction.atomic(durable=True):
        assignment = Assignment.objects.create(
            person=person,
            post=post,
            division=area,
            division_path=area.path,
            slot=slot,
            is_key=post.is_key if is_key is None else is_key,
            valid_from=start,
            valid_to=valid_to,
        )
        data = {"post": f"{area.name}{post.short}", "slot": slot, "start": start.isoformat()}
        _note("people.post_assigned", assignment, actor, now, data)
    return assignment


def end_assignment(*, assignment_id: int, valid_to: date | None = None, actor: Actor, now: datetime) -> Assignment:
    """End a post after a day (today); that day still counts.

    Raises:
        NotFound: no such post in the actor's area.
        Invalid: the last day lies before the first.
        Stale: it has ended already.
    """
    rows = Assignment.objects.within(actor.scope).select_related("post", "division")
    found: Assignment | None = rows.filter(pk=assignment_id).first()
    if found is None:
        raise NotFound("post.unknown", _("没有找到这项任职"))
    actor.demand("people.edit", found.division_path)
    last = valid_to or now.astimezone(BEIJING).date()
    if last < found.valid_from:
        raise Invalid("post.dates", _("卸任日期早于任职日期"))
    with transaction.atomic(durable=True):
        living = Assignment.objects.unscoped("found in scope").filter(pk=found.pk, valid_to__isnull=True)
        if not living.update(valid_to=last):
            raise Stale("post.ended", _("这项任职已经结束"))
        found.valid_to = last
        data = {"post": f"{found.division.name}{found.post.short}", "end": last.isoformat()}
        _note("people.post_ended", found, actor, now, data)
    return found


def edit_post(*, code: str, version: int, changes: dict[str, Any], actor: Actor, now: datetime) -> Post:
    """Change an entry of the dictionary of posts: name, short, is_key, rank, is_active.

    Running call-outs keep what they copied at their start.

    Raises:
        Stale: somebody else changed it meanwhile.
    """
    actor.demand("people.posts", "")
    allowed = {key: changes[key] for key in ("name", "short", "is_key", "rank", "is_active") if key in changes}
    with transaction.atomic(durable=True):
        if not Post.objects.filter(code=code, version=version).update(**allowed, version=version + 1):
            raise Stale("post.raced", _("别人刚改过这个岗位，请刷新。"))
        record(
            kind="people.post_edited",
            actor=actor,
            now=now,
            subject=("post", None),
            division_path="",
            data={"code": code},
        )
    return Post.objects.get(code=code)


def _note(kind: str, assignment: Assignment, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("person", assignment.person_id),
        division_path=assignment.division_path,
        data=data,
    )
