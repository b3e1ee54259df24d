"""Somebody reports something, without a login. Nothing is refused for how it looks."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.fields import keyed_hash
from qianshao.core.text import normal_phone
from qianshao.core.units import unit
from qianshao.files.selectors import bytes_from_anybody
from qianshao.files.services import Brought, bring, keep_soon, write_brought
from qianshao.hazards.assist.keywords import heard
from qianshao.hazards.selectors.standards import OTHER
from qianshao.journal.services import record
from qianshao.tips.models import Reporter, Tip
from qianshao.tips.rules.folding import Signs, Verdict, is_noise, judge, near_keys, same_key
from qianshao.tips.selectors.alike import BURST, NEAR, PHOTO, SAME, Alike, Marks, alike, network_mark, write_marks
from qianshao.tips.selectors.numbers import numbers_and_kinds
from qianshao.tips.selectors.places import Place
from qianshao.tips.services.sink import sink_alike
from qianshao.tips.states import Channel, TipState

MOST_PHOTOS = 4
_TRIES = 8
Kinds = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Given:
    """What came: ``kind`` of the large buttons, ``photos`` as bytes, ``network`` it came from.

    ``elsewhere``: another site's page sent it. ``command_id``, ``made_at``: by a phone that kept it until it had a
    signal.
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
    command_id: UUID | None = None
    made_at: datetime | None = None


def send_tip(given: Given, *, now: datetime) -> Tip:
    """Take it in: only a photo or a word is needed. Where it stands in the list is decided now. What a phone sends
    again under the same ``command_id``, because no answer reached it, is the tip it sent before.

    Raises:
        Invalid: neither a photo nor a word.
    """
    if (known := _sent_before(given)) is not None:
        return known
    photos = [photo for photo in given.photos if photo][:MOST_PHOTOS]
    words = _clean(given.words)[:500]
    if not words and not photos:
        raise Invalid("tip.empty", gettext_lazy("拍一张照片，或写一句话，就可以提交。"))
    numbers, kinds = numbers_and_kinds(now)
    marks = _marks(words, photos, given.network, now)
    found = alike(marks, numbers, now)
    verdict = judge(_signs(words, photos, found, elsewhere=given.elsewhere), numbers)
    brought = _brought(photos, given.place.division_path, numbers, now, folded=verdict.folded)
    columns = _columns(given, words, kinds, verdict, found, numbers, now)

    def write(code: str) -> Tip:
        with unit():
            tip = _write(code, columns, brought, now)
            write_marks(tip.pk, marks, now)
            write_reporter(tip, _clean(given.name), _clean(given.phone))
            sink_alike(tip, marks, found, numbers, now)
            _tell(tip, now)
        return tip

    try:
        tip = numbered(write)
    except IntegrityError:
        if (known := _sent_before(given)) is None:
            raise
        return known
    if not verdict.folded:
        for photo in brought:
            keep_soon(photo.row, now)
    return tip


def _sent_before(given: Given) -> Tip | None:
    if given.command_id is None:
        return None
    found: Tip | None = (
        Tip.objects.unscoped("the phone that made the id sends it again").filter(command_id=given.command_id).first()
    )
    return found


def _tell(tip: Tip, now: datetime) -> None:
    record(
        kind="tips.received",
        actor=Actor("link", _("群众"), "link"),
        now=now,
        subject=("tip", tip.pk),
        division_path=tip.division_path,
        data={"no": tip.no, "kind": tip.kind_name},
    )


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
    """On the disk. Of photos only so much a day, of what is folded less: the report stays, the disk stays too."""
    most = numbers["folded_photo_mb" if folded else "photo_mb"] * 2**20
    if photos and bytes_from_anybody(now - timedelta(hours=24)) > most:
        return []
    found = [bring(photo, division_path=path, now=now) for photo in photos]
    return [photo for photo in found if photo is not None]


def _columns(
    given: Given,
    words: str,
    kinds: Kinds,
    verdict: Verdict,
    found: Alike,
    numbers: Mapping[str, float],
    now: datetime,
) -> dict[str, Any]:
    place, kind = given.place, _kind(given.kind, kinds)
    return {
        "channel": Channel.SIGN if place.sign else Channel.PAGE,
        "kind": kind["kind"],
        "kind_name": str(kind["name"])[:40],
        "words": words,
        "sign": place.sign[:16],
        "place_uid": place.uid,
        "place_name": place.name[:120],
        "address": place.address[:160],
        "division_path": place.division_path,
        "lon": place.lon,
        "lat": place.lat,
        "due_at": now + timedelta(hours=numbers["answer_hours"]),
        "points": verdict.points,
        "why": list(verdict.why),
        "under_id": _leader(verdict, found),
        "state": TipState.FOLDED if verdict.folded else TipState.WAITING,
        "is_demo": given.is_demo,
        "command_id": given.command_id,
        "made_at": given.made_at,
    }


def _write(code: str, columns: Mapping[str, Any], brought: Sequence[Brought], now: datetime) -> Tip:
    rows = write_brought(brought)
    photos = [str(row.uid) for row in rows]
    return create_tip(code=code, now=now, **columns, photos=photos, photo_count=len(rows))


def _kind(code: str, kinds: Kinds) -> Mapping[str, Any]:
    rows = {row["code"]: row for row in kinds}
    return rows.get(code) or rows.get(OTHER) or {"kind": OTHER, "name": OTHER}


def _leader(verdict: Verdict, found: Alike) -> int | None:
    """The tip this one is folded beneath: the first that said or showed the same."""
    first = [found.first[kind] for kind in (SAME, NEAR, PHOTO) if kind in verdict.why and kind in found.first]
    return min(first) if verdict.folded and first else None


def numbered(write: Callable[[str], Tip]) -> Tip:
    """Do ``write``, a whole transaction, with six digits by chance; with others where somebody has them this day."""
    for _try in range(_TRIES):
        code = f"{secrets.randbelow(10**6):06d}"
        try:
            return write(code)
        except IntegrityError as error:
            if not _is_clash(error):
                raise
            last = error
    raise last


def _is_clash(error: IntegrityError) -> bool:
    """Whether the digits or the number were another's: by the constraint, since the row itself is gone."""
    return any(name in str(error) for name in ("tips_tip.code", "tips_tip.no", "tip_code_of_a_day", "tips_tip_no_"))


def create_tip(*, code: str, now: datetime, **columns: Any) -> Tip:
    """A row; inside the caller's transaction, which ``numbered`` gave the code. The number stands in the ledger and
    tells nothing of the code, with which its reporter asks.
    """
    day = now.astimezone(BEIJING).date()
    no = f"T{day:%Y%m%d}{secrets.token_hex(4).upper()}"
    made: Tip = Tip.objects.create(code=code, day=day, no=no, received_at=now, **columns)
    return made


def write_reporter(tip: Tip, name: str, phone: str) -> None:
    """Who it was, apart from what it was. However the number was typed, it is one number and one person."""
    name, phone = name[:40], normal_phone(phone)[:20]
    if phone or name:
        Reporter.objects.create(tip=tip, name=name, phone=phone, phone_hash=keyed_hash("reporter", phone))
