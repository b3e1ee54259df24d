"""Have a county ready: built now, or put back untouched from the copy of an earlier build."""

from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.utils.translation import gettext as _

from qianshao.channels.services import ensure_simulated
from qianshao.demo import home
from qianshao.demo.build import BUILDER, build
from qianshao.demo.facts import CountyFacts
from qianshao.demo.logins import make_logins
from qianshao.demo.phones import make_phones
from qianshao.demo.safety import make_safety


def prepare(facts: CountyFacts, size: home.Size, *, now: datetime, say: Callable[[str], None]) -> None:
    """Make the site of this process hold one untouched demonstration county.

    Raises:
        Invalid: the site is a real one, or its PostgreSQL database is not empty.
    """
    if home.pristine(size):
        say(_("使用已生成的 {county} 演示数据").format(county=facts.county.name))
        return
    home.empty_database()
    call_command("migrate", verbosity=0, interactive=False)
    furnish(facts, size, now=now, say=say)
    home.keep_pristine(size)


def furnish(
    facts: CountyFacts, size: home.Size, *, now: datetime, say: Callable[[str], None], history: bool = True
) -> None:
    """Fill an empty, migrated database: county, people, demo users, the simulated channel.

    Args:
        history: also the half year before the story.
    """
    built = build(facts, size, now=now, say=say)
    make_logins(facts, built, town_of_visitor(facts), now=now)
    say(_("手机 {count} 台已绑定").format(count=make_phones(built, now=now)))
    if history:
        done = make_safety(facts, built, now=now)
        say(_("隐患、检查、举报、案件 {count} 件事已记入").format(count=done))
    ensure_simulated(actor=BUILDER, now=now)


def town_of_visitor(facts: CountyFacts) -> str:
    """The township whose logins the visitor gets: the first one with villages that is no street office."""
    towns = [town for town in facts.towns if facts.villages[town.code]]
    offices = "街道"  # zh: an ending of official names
    return next((town.code for town in towns if not town.name.endswith(offices)), towns[0].code)
