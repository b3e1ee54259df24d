"""The pages of stock, as the keeper of a town and as a neighbour see them."""

import pytest

from qianshao.resources.models import Batch, Item
from qianshao.resources.selectors.stock import broken_sums
from tests import matrix_supplies
from tests.cast import Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_keeper_receives_hands_out_and_counts_on_the_pages(cast: Cast, client_as: ClientAs) -> None:
    made = matrix_supplies.batch(cast, cast.town_a)
    batch = Batch.objects.unscoped("test").get(pk=made["batch_id"])
    client, store = client_as("town_duty"), f"/supplies/stores/{batch.store_id}/"
    tent = Item.objects.get(code="M001")
    given = {"item_id": tent.pk, "quantity": 3, "ownership": "own"}
    assert client.post(f"{store}receive/", given).status_code == 302
    out = f"/supplies/batches/{batch.pk}/hand-out/"
    assert client.post(out, {"kind": "issue", "quantity": 9, "words": "转移"}).status_code == 422
    assert client.post(out, {"kind": "issue", "quantity": 2, "words": "转移"}).status_code == 302
    page = client.get(store).content.decode()
    assert "救灾帐篷" in page
    assert "转移" in page
    client.post(f"{store}count/")
    assert 'name="n' in client.get(f"{store}count/").content.decode()
    for address in ("/supplies/", f"/supplies/items/{tent.pk}/"):
        assert "救灾帐篷" in client.get(address).content.decode()
    assert client.get("/supplies/export.xlsx").status_code == 200
    assert client_as("neighbour_lead").get(store).status_code == 404
    assert broken_sums() == []
