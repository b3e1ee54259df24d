"""Somebody reports something, without a login. Nothing is refused for how it looks."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.fields import keyed_hash
from qianshao.core.units import unit
from qianshao.files.selectors import bytes_from_anybody
from qianshao.files.services import Brought, bring, keep_soon, write_brought
from qianshao.hazards.assist.keywords import heard
from qianshao.hazards.selectors.standards import OTHER
from qianshao.journal.services import record
from qianshao.tips.models import Reporter, Tip, Trait
from qianshao.tips.rules.folding import Signs, Verdict, is_noise, judge, near_keys, same_key
from qianshao.tips.selectors.alike import BURST, NEAR, PHOTO, SAME, Alike, Marks, alike, network_mark
from qianshao.tips.selectors.numbers import numbers_at, tip_kinds
from qianshao.tips.selectors.places import Place
from qianshao.tips.services.sink import sink_alike
from qianshao.tips.states import Channel, TipState

MOST_PHOTOS = 4
_TRIES = 8


@dataclass(frozen=True)
class Given:
    """What came: ``kind`` of the large buttons, ``photos`` as bytes, ``network`` it came from.

    ``elsewhere``: another site's page sent it.
    """

    place: Place
    kind: str = ""
    words: str = ""
    photos: Sequence[bytes] = ()
    phone: str = ""
    name: str = ""
    network: str = ""
    elsewhere: bool = False
    is_demo: bool = False


def send_tip(given: Given, *, now: datetime) -> Tip:
    """Take it in: only a photo or a word is needed. Where it stands in the list is decided now.

    Raises:
        Invalid: neither a photo nor a word.
    """
    photos = [photo for photo in given.photos if photo][:MOST_PHOTOS]
    words = _clean(given.words)[:500]
    if not words and not photos:
        raise Invalid("tip.empty", gettext_lazy("拍一张照片，或写一句话，就可以提交。"))
    numbers = numbers_at(now)
    marks = _marks(words, photos, given.network, now)
    found = alike(marks, numbers, now)
    verdict = judge(_signs(words, photos, found, elsewhere=given.elsewhere), numbers)
    brought = _brought(photos, given.place.division_path, numbers, now, folded=verdict.folded)
    with unit():
        tip = _write(given, words, verdict, found, brought, numbers, now)
        Trait.objects.bulk_create([Trait(tip=tip, kind=kind, value=value, at=now) for kind, value in marks])
        _write_reporter(tip, given)
        sink_alike(tip, marks, found, numbers, now)
        record(
            kind="tips.received",
            actor=Actor("link", _("群众"), "link"),
            now=now,
            subject=("tip", tip.pk),
            division_path=tip.division_path,
            data={"no": tip.no, "kind": tip.kind_name},
        )
    if not verdict.folded:
        for photo in brought:
            keep_soon(photo.row, now)
    return tip


def _clean(text: str) -> str:
    """Without what cannot be stored or seen; the rest stays as it was written."""
    return "".join(c for c in text if c == "\n" or (c >= " " and not "\ud800" <= c <= "\udfff")).strip()


def _marks(words: str, photos: Sequence[bytes], network: str, now: datetime) -> Marks:
    marks = [(NEAR, key) for key in near_keys(words)]
    marks += [(SAME, key)] if (key := same_key(words)) else []
    marks += [(PHOTO, hashlib.sha256(photo).hexdigest()[:32]) for photo in photos]
    return [*dict.fromkeys(marks), *([(BURST, network_mark(network, now))] if network else [])]


def _signs(words: str, photos: Sequence[bytes], found: Alike, *, elsewhere: bool) -> Signs:
    counts = found.counts
    return Signs(
        same=counts.get(SAME, 0),
        near=counts.get(NEAR, 0),
        photo=counts.get(PHOTO, 0),
        burst=counts.get(BURST, 0),
        noise=is_noise(words),
        elsewhere=elsewhere,
        has_photo=bool(photos),
        makes_sense=bool(heard(words)),
    )


def _brought(
    photos: Sequence[bytes], path: str, numbers: Mapping[str, float], now: datetime, *, folded: bool
) -> list[Brought]:
    """On the disk. Of what is folded only so much a day: the report stays, the disk stays too."""
    if folded and bytes_from_anybody(now - timedelta(hours=24)) > numbers["folded_photo_mb"] * 2**20:
        return []
    found = [bring(photo, division_path=path, now=now) for photo in photos]
    return [photo for photo in found if photo is not None]


def _write(
    given: Given,
    words: str,
    verdict: Verdict,
    found: Alike,
    brought: Sequence[Brought],
    numbers: Mapping[str, float],
    now: datetime,
) -> Tip:
    rows = write_brought(brought)
    place, kind = given.place, _kind(given.kind, now)
    return create_tip(
        now=now,
        channel=Channel.SIGN if place.sign else Channel.PAGE,
        kind=kind["kind"],
        kind_name=str(kind["name"])[:40],
        words=words,
        sign=place.sign[:16],
        place_uid=place.uid,
        place_name=place.name[:120],
        address=place.address[:160],
        division_path=place.division_path,
        lon=place.lon,
        lat=place.lat,
        photos=[str(row.uid) for row in rows],
        photo_count=len(rows),
        due_at=now + timedelta(hours=numbers["answer_hours"]),
        points=verdict.points,
        why=list(verdict.why),
        under=_leader(verdict, found),
        state=TipState.FOLDED if verdict.folded else TipState.WAITING,
        is_demo=given.is_demo,
    )


def _kind(code: str, now: datetime) -> dict[str, Any]:
    rows = {row["code"]: row for row in tip_kinds(now)}
    return rows.get(code) or rows.get(OTHER) or {"kind": OTHER, "name": OTHER}


def _leader(verdict: Verdict, found: Alike) -> Tip | None:
    """The tip this one is folded beneath: the first that said or showed the same."""
    first = [found.first[kind] for kind in (SAME, NEAR, PHOTO) if kind in verdict.why and kind in found.first]
    if not verdict.folded or not first:
        return None
    row: Tip | None = (
        Tip.objects.unscoped("the first of its like").select_related("under").filter(pk=min(first)).first()
    )
    return row and (row.under or row)


def create_tip(*, now: datetime, **columns: Any) -> Tip:
    """A row with a code nobody else has on this day; inside the caller's transaction."""
    day = now.astimezone(BEIJING).date()
    for _try in range(_TRIES):
        code = f"{secrets.randbelow(10**6):06d}"
        try:
            with transaction.atomic():
                made: Tip = Tip.objects.create(
                    code=code, day=day, no=f"T{day:%Y%m%d}{code}", received_at=now, **columns
                )
        except IntegrityError as error:
            if not Tip.objects.unscoped("is the code taken").filter(day=day, code=code).exists():
                raise
            last = error
        else:
            return made
    raise last


def _write_reporter(tip: Tip, given: Given) -> None:
    """Who it was, apart from what it was."""
    phone = "".join(c for c in _clean(given.phone) if c.isdigit() or c == "+")[:20]
    name = _clean(given.name)[:40]
    if phone or name:
        Reporter.objects.create(tip=tip, name=name, phone=phone, phone_hash=keyed_hash("reporter", phone))
