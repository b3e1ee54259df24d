"""Made-up people: names from the hundred commonest surnames, numbers no phone can have.

Own lists instead of a library: they never change, so the same seed gives the same people for ever.
"""

# zh: surnames and given names

import random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_MEN = "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建国志忠德福贵有才富根宝"
_WOMEN = "芳娜敏静秀英丽艳娟霞燕玲桂兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞"
# The world gives 1-0-0 to short service numbers: no mobile number starts with it, so none of these can ring.
_PHONE_BASE = 10_000_000_000


class Names:
    """A stream of made-up people, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._phones = 0

    def surname(self) -> str:
        """One surname; common ones come more often, as in life."""
        place = int(len(_SURNAMES) * self._rng.random() ** 1.8)
        return _SURNAMES[place]

    def full(self, surname: str = "", woman: bool | None = None) -> str:
        """One full name of two or three characters."""
        woman = self._rng.random() < 0.5 if woman is None else woman
        letters = _WOMEN if woman else _MEN
        count = 1 if self._rng.random() < 0.2 else 2
        return (surname or self.surname()) + "".join(self._rng.choice(letters) for _ in range(count))

    def phone(self) -> str:
        """One new impossible phone number, 11 digits from 10000000001."""
        self._phones += 1
        return str(_PHONE_BASE + self._phones)

    def skip_phones(self, count: int) -> None:
        """Leave the next ``count`` numbers to somebody else."""
        self._phones += count
