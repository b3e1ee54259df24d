"""Who is responsible for what in a made-up county: how many of each post, level by level.

Codes are the role dictionary's (R-PH 党委主要负责人 … R-GW 网格员); titles are what people call the post.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """One post to fill. ``backs``: this holder is also the stand-in (B岗) of the seat with that key."""

    key: str
    code: str
    title: str
    is_key_post: bool = False
    stand_in: str = ""


# Each stand-in is another seat of the same unit, so that an empty desk has a neighbour who answers.
COUNTY: tuple[Seat, ...] = (
    Seat("ph", "R-PH", "县委书记", True, "gh"),
    Seat("gh", "R-GH", "县长", True, "dl"),
    Seat("dl", "R-DL", "分管应急副县长", True, "od"),
    Seat("od", "R-OD", "县应急管理局局长", True, "ov"),
    Seat("ov", "R-OV", "县应急管理局副局长", True, "os1"),
    Seat("os1", "R-OS", "县防汛办值班员", True, "os2"),
    Seat("os2", "R-OS", "县应急局值班员", True, "os1"),
    Seat("di", "R-DI", "县级灾害信息员", False, "os1"),
    *(
        Seat(f"dp{n}", "R-DP", f"县{name}负责人", False, "")
        for n, name in enumerate(
            ("水利局", "自然资源局", "气象局", "交通运输局", "住建局", "农业农村局", "教体局", "卫健委"),
            start=1,
        )
    ),
    *(
        Seat(f"dq{n}", "R-DP", f"县{name}负责人", False, "")
        for n, name in enumerate(
            ("公安局", "民政局", "文广旅局", "供电公司", "消防救援大队", "融媒体中心"), start=1
        )
    ),
)
TOWN: tuple[Seat, ...] = (
    Seat("ph", "R-PH", "党委书记", True, "gh"),
    Seat("gh", "R-GH", "乡镇长", True, "dl"),
    Seat("dl", "R-DL", "分管副乡镇长", True, "od"),
    Seat("od", "R-OD", "应急办主任", True, "ov"),
    Seat("ov", "R-OV", "应急办专职副主任", True, "os1"),
    Seat("os1", "R-OS", "应急办值班员", True, "os2"),
    Seat("os2", "R-OS", "应急办值班员", False, "os1"),
    Seat("di", "R-DI", "乡镇灾害信息员", False, "os2"),
    Seat("rs1", "R-RS", "应急救援队队长", False, "rs2"),
    Seat("rs2", "R-RS", "应急救援队副队长", False, "rs1"),
)
VILLAGE: tuple[Seat, ...] = (
    Seat("vs", "R-VS", "村党支部书记", True, "vd"),
    Seat("vd", "R-VD", "村委会副主任", True, "vs"),
    Seat("di", "R-DI", "村灾害信息员", True, "vd"),
    Seat("wi", "R-WI", "预警信息员", False, "di"),
    Seat("fr", "R-FR", "应急第一响应人", False, "sp"),
    Seat("sp", "R-SP", "安全劝导员", False, "fr"),
    Seat("fg", "R-FG", "护林员", False, ""),
)
GRID: tuple[Seat, ...] = (Seat("gw", "R-GW", "网格员", True, ""),)
# Party members and volunteers look after single houses (包保到户): they fill up to the wished number of people.
GUARDIAN = Seat("pm", "R-PM", "包保责任人", False, "")
