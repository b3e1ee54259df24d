"""Questions about evidence."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.files.rules import Load
from qianshao.files.states import OPEN


def evidence_of(scope: Scope, uids: Iterable[UUID]) -> list[Evidence]:
    """The photos of these ids that may be seen, oldest first; unknown ones and others' are left out."""
    found = Evidence.objects.within(scope).filter(uid__in=list(uids)).order_by("id")
    return [row for row in found if scope.may("files.view", row.division_path)]


def evidence_for(scope: Scope, kind: str, ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The photos of each subject of a kind; one query."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.within(scope).filter(subject_kind=kind, subject_id__in=list(ids)).order_by("id")
    for row in rows:
        if scope.may("files.view", row.division_path):
            found[row.subject_id].append(row)
    return found


def evidence_by_uid(scope: Scope, uid: UUID) -> Evidence:
    """One photo.

    Raises:
        NotFound: there is none in the scope.
        NotAllowed: it is there, but its pictures are not for this person.
    """
    found: Evidence | None = Evidence.objects.within(scope).filter(uid=uid).first()
    if found is None:
        raise NotFound("file.unknown", _("没有找到这张照片，或不在您的辖区。"))
    if not scope.may("files.view", found.division_path):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    return found


def picture_of(scope: Scope, uid: UUID, *, small: bool = False) -> bytes:
    """The JPEG of a photo, or its thumbnail; found faces are made unrecognisable in both.

    Raises:
        NotFound: none in the scope, not arrived, refused, erased, or its file is gone.
    """
    row = evidence_by_uid(scope, uid)
    try:
        return store.get(row.thumb_name if small else row.masked_name or row.kept_name, row.raw_key)
    except LookupError as error:
        raise NotFound("file.empty", _("这张照片现在看不了：{state}。"), state=row.label) from error


def whole_picture_of(scope: Scope, uid: UUID) -> bytes:
    """The JPEG with its faces, for a verb that carries it on as evidence; never for a page (``unmask_picture``).

    Raises:
        NotFound: as ``picture_of``.
    """
    row = evidence_by_uid(scope, uid)
    try:
        return store.get(row.kept_name, row.raw_key)
    except LookupError as error:
        raise NotFound("file.empty", _("这张照片现在看不了：{state}。"), state=row.label) from error


def upload_of(actor: Actor, uid: UUID) -> Evidence:
    """How far a file has come: one's own wherever it is, others' within one's areas.

    Raises:
        NotFound: unknown, or somebody else's elsewhere: the answer is the same.
    """
    found = _upload(actor, uid)
    if found is None:
        raise NotFound("file.unknown", _("没有找到这张照片。"))
    return found


def demand_upload(actor: Actor, uid: UUID) -> None:
    """Let a sender go on if the id is new, their own, or at least one they may know of.

    Raises:
        NotFound: the id belongs to somebody elsewhere.
    """
    taken = Evidence.objects.unscoped("is the id taken").filter(uid=uid).exists()
    if taken and _upload(actor, uid) is None:
        raise NotFound("file.unknown", _("没有找到这张照片。"))


def _upload(actor: Actor, uid: UUID) -> Evidence | None:
    mine = Q(owner_id=actor.user_id)
    everything = Evidence.objects.unscoped("a sender's own files lie in the areas of what they show")
    found: Evidence | None = everything.filter(mine | actor.scope.filter(), uid=uid).first()
    return found


def load_of(owner_id: int, now: datetime) -> Load:
    """What one sender has under way."""
    mine = Evidence.objects.unscoped("counts one sender's own files").filter(owner_id=owner_id)
    today = Q(created_at__gt=now - timedelta(hours=24))
    sums = mine.aggregate(
        open=Count("id", filter=Q(state__in=OPEN)), files=Count("id", filter=today), bytes=Sum("total", filter=today)
    )
    return Load(sums["open"], sums["files"], sums["bytes"] or 0)


def bytes_from_anybody(since: datetime) -> int:
    """How many bytes of photos people without a login sent since then, that no record has taken over."""
    rows = Evidence.objects.unscoped("a sum over nobody's files").filter(owner_id=0, created_at__gt=since)
    return int(rows.filter(subject_kind="").aggregate(n=Sum("total"))["n"] or 0)
