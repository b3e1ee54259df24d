"""Who is responsible for what in a made-up county: how many of each post, level by level.

Codes are those of the post dictionary (people/data/posts.json); titles are what people call the post.
"""

# zh: titles of the demonstration's people, stored as data

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """One post to fill. ``stand_in``: key of the seat in the same unit whose holder is B for this post."""

    key: str
    code: str
    title: str
    stand_in: str = ""


_BUREAUS = (
    "水利局", "自然资源局", "气象局", "交通运输局", "住建局", "农业农村局", "教体局", "卫健委",
    "公安局", "民政局", "文广旅局", "供电公司", "消防救援大队", "融媒体中心",
)  # fmt: skip

# Each stand-in is another seat of the same unit, so that an empty desk has a neighbour who answers.
COUNTY: tuple[Seat, ...] = (
    Seat("ph", "R-PH", "县委书记", "gh"),
    Seat("gh", "R-GH", "县长", "dc"),
    Seat("dc", "C-DC", "防汛抗旱常务副指挥长", "dl"),
    Seat("dl", "R-DL", "分管应急副县长", "od"),
    Seat("od", "R-OD", "县应急管理局局长", "ld"),
    Seat("ld", "C-LD", "带班领导", "od"),
    Seat("do1", "C-DO", "县防汛办值班员", "do2"),
    Seat("do2", "C-DO", "县应急局值班员", "do1"),
    Seat("di", "R-DI", "县级灾害信息员", "do1"),
    *(Seat(f"dp{n}", "R-DP", f"县{name}负责人") for n, name in enumerate(_BUREAUS, start=1)),
)
TOWN: tuple[Seat, ...] = (
    Seat("ph", "R-PH", "党委书记", "gh"),
    Seat("gh", "R-GH", "乡镇长", "dc"),
    Seat("dc", "C-DC", "常务副指挥长", "dl"),
    Seat("dl", "R-DL", "分管副乡镇长", "od"),
    Seat("od", "R-OD", "应急办主任", "ov"),
    Seat("ov", "R-OV", "应急办专职副主任", "os1"),
    Seat("os1", "R-OS", "应急专干", "os2"),
    Seat("os2", "R-OS", "应急专干", "os1"),
    Seat("di", "R-DI", "乡镇灾害信息员", "os2"),
    Seat("rs1", "R-RS", "应急救援队队长", "rs2"),
    Seat("rs2", "R-RS", "应急救援队副队长", "rs1"),
)
VILLAGE: tuple[Seat, ...] = (
    Seat("vs", "R-VS", "村党支部书记", "vd"),
    Seat("fx", "C-FX", "村防汛责任人", "vd"),
    Seat("vd", "R-VD", "村委会副主任", "fx"),
    Seat("di", "R-DI", "村灾害信息员", "wi"),
    Seat("wi", "R-WI", "预警信息员", "di"),
    Seat("fr", "R-FR", "应急第一响应人", "sp"),
    Seat("sp", "R-SP", "安全劝导员", "fr"),
)
GRID: tuple[Seat, ...] = (Seat("gw", "R-GW", "网格员"),)
# Those who look after single houses (干部包户) fill up to the wished number of people.
GUARDIAN = Seat("gd", "C-GD", "包保责任人")
