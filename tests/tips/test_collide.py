"""Two reports that draw the same six digits: the second draws again, and its photos never lie over another's."""

from typing import Any

import pytest
from benches.tips import picture

from qianshao.files.models import Evidence
from qianshao.files.services import bring, write_brought
from qianshao.tips.models import Tip
from qianshao.tips.services import send as verbs
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_taken_code_is_drawn_again_and_photos_stay_apart(cast: Cast, monkeypatch: Any) -> None:
    drawn = iter([7, 7, 8])

    def draw(_below: int) -> int:
        if (code := next(drawn)) == 8:  # between the first try and the second somebody else's photo comes
            write_brought([photo for photo in [bring(picture(9), division_path="", now=cast.now)] if photo])
        return code

    monkeypatch.setattr(verbs.secrets, "randbelow", draw)
    for number, words in enumerate(("桥面裂缝，大车过晃", "电线垂到半空，孩子够得着")):
        given = verbs.Given(place=verbs.Place("", "", cast.town_a.path), words=words, photos=(picture(number),))
        verbs.send_tip(given, now=cast.now)
    rows = list(Tip.objects.unscoped("test").order_by("pk"))
    assert [row.code for row in rows] == ["000007", "000008"]
    assert [row.photo_count for row in rows] == [1, 1]
    assert Evidence.objects.unscoped("test").count() == 3
