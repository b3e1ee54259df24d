"""Pictures of the app as the bound phone of a threatened village of the demo.

A one-time code is made inside the demo's home, as the township's desk makes it; the phone binds itself with it and
sets its PIN. Every screen is also checked for targets under 60 px and text under 18 px.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tools.shots import PHONE, PhoneShot

ROOT = Path(__file__).resolve().parent.parent
PIN = "258046"
#: A village with people still to leave and something to mend; its cadre's code, and a place for the cadre to inspect.
CODE = """
import django; django.setup()
import json, sys
from qianshao.accounts.models import User
from qianshao.accounts.services.phones import make_codes
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.build import BUILDER
from qianshao.evacuation.models import Evacuee
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import standard_rows
from qianshao.inspections.selectors import places_of
from qianshao.inspections.services import save_plan
from qianshao.inspections.services.make import make_due
people = Evacuee.objects.unscoped("pictures of the phone").filter(
    state__in=("unnotified", "notified", "nobody", "pickup", "refused"))
villages = [path[:20] for path in people.values_list("division_path", flat=True)]
users = User.objects.unscoped("pictures of the phone").filter(username__startswith="shouji")
mend = Hazard.objects.unscoped("pictures of the phone").filter(state__in=("assigned", "rectifying", "rejected"))
broken = {path[:20] for path in mend.values_list("division_path", flat=True)}
able = [one for one in users if villages.count(one.division_path) >= 10]
if not able: sys.exit(3)
now, everything = clock.now(), Scope.everything("pictures of the phone")
classes = [row["code"] for row in standard_rows("place_classes", now)]
placed = {place.division_path[:20]: one for one in classes for place in places_of(everything, one, now)}
user = max(able, key=lambda one: ((one.division_path in broken) + (one.division_path in placed),
                                  villages.count(one.division_path)))
path = user.division_path
if path in placed:
    save_plan(name=f"手机巡查 {now:%d %H:%M:%S}", kind="patrol", place_class=placed[path], division_path=path,
              starts_on=now.date(), every_days=7, assignee_id=user.pk, is_demo=True, actor=BUILDER, now=now)
    make_due(limit=50, actor=Actor.system("pictures"), now=now)
made = make_codes(actor=Actor.system("pictures"), now=clock.now(), user_ids=[user.pk])[0]
print(json.dumps({"secret": made.secret}))
"""
#: How `CODE` says that no village has people to leave yet.
NOBODY_YET = 3
SMALL = """() => [...document.querySelectorAll(
    "a[href],button,select,summary,textarea,input:not([type=file]),label.radio,label.pickone")]
  .filter(e => e.offsetParent && !e.matches("label.radio input, label.pickone input"))
  .map(e => [e.getBoundingClientRect(), e.innerText || e.name || e.className])
  .filter(([box]) => box.width < 60 || box.height < 60)
  .map(([box, words]) => `target ${Math.round(box.width)}×${Math.round(box.height)} ${words.slice(0, 20)}`)"""
FONTS = """() => [...document.querySelectorAll("body *")].filter(e => e.offsetParent && !e.closest("svg"))
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => `small text ${e.innerText.slice(0, 20)}`)"""
MOST_FAULTS = 4


def bind(browser: Browser, base: str, home: str) -> BrowserContext:
    """A phone that was just bound and has its PIN."""
    code = _code(home)
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": PHONE[0], "height": PHONE[1]},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto(f"{base}/m/enrol?code={code['secret']}")
    page.get_by_role("button", name="绑定这台手机").click()
    page.wait_for_selector("html[data-ready]")
    _go(page, "doors")
    page.fill("#pin-pin", PIN)
    page.fill("#pin-again", PIN)
    page.get_by_role("button", name="设好了").click()
    page.wait_for_selector("article.dr", timeout=60_000)  # the names of the village have come
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return context


def _code(home: str, patience: int = 180) -> dict[str, str]:
    env = {**os.environ, "QIANSHAO_HOME": home, "DJANGO_SETTINGS_MODULE": "qianshao.config.settings"}
    give_up = time.monotonic() + patience
    while True:
        said = subprocess.run(
            [sys.executable, "-c", CODE], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if said.returncode != NOBODY_YET or time.monotonic() > give_up:
            break
    if said.returncode:
        raise SystemExit("no code for a phone:\n" + (said.stderr[-2000:] or "nobody is to leave any village"))
    found: dict[str, str] = json.loads(said.stdout.splitlines()[-1])
    return found


def _go(page: Page, screen: str) -> None:
    page.evaluate("to => { location.hash = '#/' + to }", screen)
    page.wait_for_timeout(600)  # the screen reads its copies first


def show(context: BrowserContext, shot: PhoneShot) -> Page:
    """Bring the phone to the screen of the picture."""
    page = context.pages[0]
    context.set_offline(shot.offline)
    page.evaluate("() => document.querySelectorAll('dialog').forEach(box => box.close())")
    _go(page, shot.screen)
    for selector in shot.press:
        page.locator(selector).first.click()
        page.wait_for_timeout(400)
    if shot.then:
        _go(page, shot.then)
    return page


def small_things(page: Page, say: Callable[[str], Any]) -> None:
    """Targets no thumb hits and text no old eye reads."""
    for census in (SMALL, FONTS):
        for found in page.evaluate(census)[:MOST_FAULTS]:
            say(found)
