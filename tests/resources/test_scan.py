"""The label of a store, read by a phone: who keeps its stock is led to the count, others are not."""

import pytest

from qianshao.registry.models import Record
from qianshao.resources.models import Batch
from tests import matrix_supplies
from tests.cast import Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db


def test_the_keeper_of_a_store_is_led_from_its_label_to_the_count(cast: Cast, client_as: ClientAs) -> None:
    made = matrix_supplies.batch(cast, cast.village_a1)
    batch = Batch.objects.unscoped("test").get(pk=made["batch_id"])
    keeper, store = client_as("town_duty"), Record.objects.unscoped("test").get(pk=batch.store_id)
    page = keeper.get(f"/r/{store.code}/").content.decode()
    count = f"/supplies/stores/{store.pk}/count/"
    assert f'href="{count}"' in page
    assert "开始盘点" in keeper.get(count).content.decode()
    for other in ("village_cadre", "county_auditor"):
        assert count not in client_as(other).get(f"/r/{store.code}/").content.decode()
