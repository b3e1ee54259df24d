"""The plan in words: why this family goes there, why that one has no place, what stood in the way."""

from collections.abc import Iterable, Sequence

import numpy as np
from django.utils.translation import gettext as _

from qianshao.places.rules.board import NOWHERE, Board
from qianshao.places.rules.plan import USABLE, Household, Row, Site, Unplaced
from qianshao.places.states import THREAT_WORDS

_NAMED = 4


def threat_word(code: str) -> str:
    """The threat in words."""
    return str(THREAT_WORDS.get(code, code or _("这种险情")))


def _nearest(board: Board, home: int) -> int:
    return int(np.argmin(board.problem.km[home]))


def reason(board: Board, home: int) -> str:
    """Why the family goes where the plan says."""
    p, site = board.problem, int(board.choice[home])
    if not p.known[home]:
        return _("没有坐标，安排在有空位的安置点，请核对远近")
    nearest = _nearest(board, home)
    if site == nearest or p.km[home, site] <= p.km[home, nearest]:
        return _("最近的安置点")
    name, family = p.sites[nearest].name, p.homes[home]
    if family.threat in p.sites[nearest].unsafe_for:
        return _("最近的{name}不适用于{threat}").format(name=name, threat=threat_word(family.threat))
    if p.sites[nearest].id in family.blocked:
        return _("最近的{name}去不了").format(name=name)
    if board.left[nearest] < p.people[home]:
        return _("最近的{name}已排满").format(name=name)
    return _("最近的{name}人多，分流到这里，多走不远").format(name=name)


def why_not(board: Board, home: int) -> Unplaced:
    """Why the family has no place."""
    p, family = board.problem, board.problem.homes[home]
    if not p.sites:
        return Unplaced(family.id, family.people, "no_shelter", _("没有可用的安置点"))
    if not p.may[home].any():
        words = _("没有对{threat}安全、又去得了的安置点").format(threat=threat_word(family.threat))
        return Unplaced(family.id, family.people, "unsafe", words)
    roomiest = int(np.where(p.may[home], board.left, 0).max())
    if not roomiest:
        return Unplaced(family.id, family.people, "full", _("能去的安置点都排满了"))
    words = _("一家 {n} 人不拆开，能去的安置点最多只剩 {left} 个位置").format(n=family.people, left=roomiest)
    return Unplaced(family.id, family.people, "too_large", words)


def limits(board: Board, sites: Iterable[Site], rows: Sequence[Row], fixed: Sequence[Household]) -> tuple[str, ...]:
    """What stood in the way, in sentences."""
    p, said = board.problem, []
    full = [site.name for n, site in enumerate(p.sites) if p.left[n] and not board.left[n]]
    if full:
        said.append(_("排满了：{names}").format(names=_listed(full)))
    if short := sum(row.special for row in rows if not row.special_place):
        said.append(_("特殊人群床位不够：{n} 人没有专门床位").format(n=short))
    if unknown := int((~p.known & (board.choice != NOWHERE)).sum()):
        said.append(_("{n} 户没有坐标，远近没有算").format(n=unknown))
    listed = sorted(sites, key=lambda site: site.id)
    if lost := [s.name for s in listed if s.state in USABLE and (s.lon is None or s.lat is None)]:
        said.append(_("没有坐标，没有参加计算：{names}").format(names=_listed(lost)))
    if shut := [s.name for s in listed if s.state not in USABLE]:
        said.append(_("停止接收或不能用：{names}").format(names=_listed(shut)))
    if fixed:
        said.append(_("手工指定的 {n} 户没有改动").format(n=len(fixed)))
    return tuple(said)


def _listed(names: Sequence[str]) -> str:
    more = _("等 {n} 处").format(n=len(names)) if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
