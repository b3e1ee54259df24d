"""Reports by anybody in the demonstration: real ones, what is folded, one that was rewarded."""

# zh: what the demonstration's villagers write, stored as data

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.demo.diary import Diary
from qianshao.demo.layout import Town
from qianshao.demo.names import Names
from qianshao.demo.photos import sent
from qianshao.demo.story import demo_actor
from qianshao.divisions.rules import short_name
from qianshao.hazards.services import verify_hazard
from qianshao.tips.selectors.places import place_of
from qianshao.tips.selectors.track import link_of
from qianshao.tips.services import decide_reward, pay_reward, propose_reward, show_code
from qianshao.tips.services.handle import answer_tip, take_tip
from qianshao.tips.services.send import Given, send_tip

_FIRST_PHONE = 80_000_000


@dataclass(frozen=True, slots=True)
class _Said:
    """One report: when, of what kind, in whose words; ``then``: what an officer makes of it."""

    ago: int
    slot: int
    kind: str
    words: str
    photo: bool = False
    known: bool = False
    then: str = ""


_SAID = (
    _Said(0, 7, "road", "进村的水泥路塌了一块，晚上骑车看不见", photo=True, known=True),
    _Said(0, 6, "fire", "隔壁在楼道里给电瓶车充电，线从窗户拉出来", known=True),
    _Said(0, 5, "geology", "屋后山上裂缝比上个月宽，下雨往下掉土"),
    _Said(0, 4, "exit", "幼儿园后门天天锁着，孩子只能走前门", known=True),
    _Said(1, 5, "house", "老供销社的房子歪了，孩子老在边上玩"),
    _Said(3, 2, "pit", "菜市场门口井盖翘起来，绊倒过人", then="take"),
    _Said(6, 3, "water", "塘堰的涵管漏水，坝脚天天湿", known=True, then="take"),
    _Said(8, 1, "fire", "修车铺门口堆了几十桶废油", photo=True, known=True, then="reward"),
    _Said(9, 4, "road", "路灯不亮，请修一下", then="answer"),
)  # fmt: skip
_SPAM = ("加微信代开发票，全国可开，量大优惠", "哈哈哈哈哈哈哈哈哈哈哈哈", "aaaa1111bbbb2222cccc")
_AGAIN = "村里广场太吵了，天天放音乐，赶紧来管"


def make_tips(diary: Diary, towns: Sequence[Town]) -> None:
    """Note some 17 reports of the last days."""
    names = Names(int(towns[0].place.code[:6]) + 5)
    names.skip_phones(_FIRST_PHONE)
    for number, said in enumerate(_SAID):
        town = towns[(number * 2) % len(towns)]
        village = town.villages[number % len(town.villages)]
        diary.put(
            said.ago, said.slot, _Report(said, village.place.code, names.full(), names.phone(), town).send, alone=True
        )
    for number, words in enumerate((*_SPAM, *(_AGAIN,) * 5)):
        said = _Said(0, 3 + number % 4, "other", words)
        town = towns[number % 2 if words == _AGAIN else number % len(towns)]
        diary.put(0, said.slot, _Report(said, town.place.code, "", "", town).send, alone=True)


@dataclass
class _Report:
    """One report and what becomes of it."""

    said: _Said
    sign: str
    name: str
    phone: str
    town: Town

    def send(self, now: datetime) -> None:
        said = self.said
        given = Given(
            place_of(self.sign),
            kind=said.kind,
            words=said.words,
            photos=(sent(),) if said.photo else (),
            name=self.name if said.known else "",
            phone=self.phone if said.known else "",
            is_demo=True,
        )
        tip = send_tip(given, now=now)
        office = Actor.system(f"{short_name(self.town.place.name)}应急办", "demo")
        if said.then == "answer":
            words = "已转供电所，本周内修好。谢谢您"
            answer_tip(tip_id=tip.pk, words=words, actor=office, now=now)
        elif said.then:
            kind = "flammable" if said.kind == "fire" else "other"
            taken = take_tip(tip_id=tip.pk, kind=kind, actor=office, now=now)
            verify_hazard(hazard_id=taken.hazard_id or 0, grade=1, actor=office, now=now)
        if said.then == "reward":
            _reward(tip, now)


def _reward(tip: Any, now: datetime) -> None:
    """Proposed, approved, fetched and paid, by three persons."""
    duty = demo_actor("zhiban")
    row = propose_reward(tip_id=tip.pk, rule="general", words="属实，已交办", actor=duty, now=now)
    decide_reward(reward_id=row.pk, granted=True, words="同意", actor=demo_actor("daiban"), now=now)
    pay_reward(code=show_code(link=link_of(tip), now=now), actor=duty, now=now)
