"""Recipients are called in the site's language, whatever language the releasing officer reads."""

import pytest
from django.utils.translation import override

from qianshao.calling.models import CallOut
from qianshao.channels.models import Text
from tests.calling.casts import person, publish, start

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_who_reads_english_still_calls_people_in_chinese() -> None:
    publish()
    with override("en"):
        callout: CallOut = start([person(1)])
    bodies = Text.objects.filter(pk__in=callout.texts.values()).values_list("body", flat=True)
    assert bodies
    assert all("请" in body for body in bodies)
