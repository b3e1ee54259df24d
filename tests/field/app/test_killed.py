"""The browser is killed the moment 已保存 stands there: what was confirmed is there, once (reliability G-S6)."""

import pytest
from playwright.sync_api import expect

from tests.field.app.conftest import Killable
from tests.field.app.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILLS = 20


def report_and_kill(killable: Killable, n: int) -> None:
    """One report from a village without a network; the browser dies when 已保存 is there."""
    phone = killable.start()
    killable.county.status = 503
    page = phone.open("report")
    page.get_by_role("radio", name="山洪").check()
    page.fill("#place", f"第{n}处")
    page.evaluate(
        "() => new MutationObserver(() => { if (document.querySelector('#toast').innerText.includes('已保存'))"
        " window.saidSo = true }).observe(document.querySelector('#toast'), {childList: true})"
    )
    page.get_by_role("button", name="提交").click(no_wait_after=True)
    page.wait_for_function("() => window.saidSo", polling=1)
    killable.kill()
    try:
        phone.context.close()
    except Exception:  # noqa: BLE001 - the driver may or may not have seen it die
        return


def places_after_restart(killable: Killable) -> list[str]:
    phone = killable.start()
    killable.county.status = 200
    page = phone.open("mine")
    expect(page.get_by_text("已送到的").or_(page.get_by_text("还没有报过"))).to_be_visible()
    page.wait_for_function("() => document.querySelector('#net').hidden")
    phone.context.close()
    return sorted(one["payload"]["place"] for one in killable.county.of("hazards.report"))


def test_twenty_kills_lose_nothing_and_double_nothing(killable: Killable, county: County) -> None:
    for n in range(KILLS):
        report_and_kill(killable, n)
    assert places_after_restart(killable) == sorted(f"第{n}处" for n in range(KILLS))
    assert set(county.runs.values()) == {1}


def test_saying_it_before_it_is_on_the_disk_would_lose(killable: Killable) -> None:
    """The control: 已保存 without waiting for the transaction, and the same kill loses what was confirmed."""
    killable.start().context.close()
    killable.patch = (
        "export async function save({ kind",
        "export const save = async (one) => { setTimeout(() => late(one), 5000); };\nasync function late({ kind",
    )
    for n in range(3):
        report_and_kill(killable, n)
    killable.patch = None
    assert len(places_after_restart(killable)) < 3
