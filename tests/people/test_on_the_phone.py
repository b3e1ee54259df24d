"""What a phone keeps of people: little, of the own village, with numbers that ring."""

from typing import Any

import pytest

from qianshao.accounts.models import User
from qianshao.people.models import Household
from qianshao.people.rules.codes import household_of_code
from tests.cast import Cast
from tests.cast_people import People, add_people
from tests.field.phones import bind

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Cast) -> People:
    return add_people(cast)


def kept(cast: Cast, key: str, person: int | None = None) -> dict[str, Any]:
    User.objects.unscoped("a test").filter(pk=cast.users[key].pk).update(person_id=person)
    pulls: dict[str, Any] = bind(cast, key).pull("phones,households")["pulls"]
    return pulls


def test_households_of_the_own_village_only_with_their_codes(cast: Cast, people: People) -> None:
    rows = kept(cast, "grid_worker")["households"]
    assert sorted(row["name"] for row in rows) == ["张有福", "李秀梅", "赵国民"]
    old = next(row for row in rows if row["name"] == "张有福")
    assert (old["phone"], len(old["needs"]), old["people"]) == ("13900000001", 1, 1)
    assert household_of_code(old["code"]) == old["id"] == people.homes["张有福"]


def test_who_works_higher_up_keeps_no_households(cast: Cast, people: People) -> None:
    assert kept(cast, "town_lead")["households"] == []
    assert kept(cast, "county_lead")["households"] == []


def test_the_phone_list_names_the_chain_the_village_and_119_but_not_the_holder(cast: Cast, people: People) -> None:
    rows = kept(cast, "village_cadre", people.ids["吴长贵"])["phones"]
    names = [row["name"] for row in rows]
    assert {"王镇长", "刘桂英", "王亮"} <= set(names)
    assert "吴长贵" not in names
    assert "孙玉兰" not in names  # of the next village
    assert len(names) == len(set(names))
    assert rows[-1]["number"] == "119"
    assert all(row["number"].isdigit() for row in rows)


def test_a_household_that_moved_away_leaves_the_phone(cast: Cast, people: People) -> None:
    Household.objects.unscoped("a test").filter(pk=people.homes["张有福"]).update(is_active=False)
    assert "张有福" not in [row["name"] for row in kept(cast, "grid_worker")["households"]]
