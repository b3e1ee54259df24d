"""What is wrong in a made-up county, and what was done about it."""

# ruff: noqa: E501  # one hazard, one line
# zh: hazards of the demonstration, stored as data

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """One sort of hazard. ``place``: what follows the village's name; ``unit``: who must mend it, the same way."""

    kind: str
    place_class: str
    department: str
    place: str
    unit: str
    words: str
    mended: str
    interim: str = ""


WRONGS: tuple[Wrong, ...] = (
    Wrong("exit_blocked", "JX3", "fire", "便民超市", "便民超市", "后门通道堆了货，安全门推不开", "货已搬走，门能推开"),
    Wrong("electric", "JX4", "power", "小吃店", "小吃店", "厨房插座线皮破了，用胶布缠着", "换了新线，装了漏电保护器"),
    Wrong("gas", "JX4", "urban", "早点铺", "早点铺", "气瓶放在灶边，软管发硬开裂", "换了金属软管，气瓶移到室外"),
    Wrong("fire_gear", "JX5", "fire", "农家客栈", "农家客栈", "二楼灭火器压力不足，三只都过期", "三只灭火器都换了新的"),
    Wrong("ebike", "ZJF", "fire", "沿街自建房", "沿街自建房房主", "电动车停在楼梯口，飞线充电", "车移到院外充电棚"),
    Wrong("lodging", "JX9", "fire", "木制品加工点", "木制品加工点", "车间阁楼晚上住着两个人", "人已搬出，阁楼拆除床铺"),
    Wrong("house", "ZJF", "housing", "老街自建房", "老街自建房房主", "东墙裂缝能伸进手指，屋檐下沉", "墙体已加固，裂缝封闭", "人先搬到亲戚家，拉警戒线"),
    Wrong("pit_cover", "", "urban", "村口", "村民委员会", "路边井盖丢了，草遮着看不见", "井盖已装好", "先用木板盖住，插了红旗"),
    Wrong("drainage", "DWYL", "urban", "低洼片", "村民委员会", "排水沟被砂石堵了，下雨就倒灌", "沟已清通，试水正常"),
    Wrong("torrent", "SHWX", "water", "沟口", "村民委员会", "沟道里堆了建房的石料，水过不去", "石料已清走"),
    Wrong("geology", "DZWX", "resources", "后山坡脚", "村民委员会", "坡脚开挖没有护，有小石头往下掉", "坡脚砌了挡墙，排水沟接通", "设警戒线，雨天专人盯守"),
    Wrong("reservoir", "STSK", "water", "山塘", "村民委员会", "溢洪道长满杂草，半边被土埋着", "溢洪道已清到底"),
    Wrong("road", "", "transport", "进村公路", "公路养护站", "弯道护栏被撞掉两节，外侧是陡坎", "护栏已补装"),
    Wrong("water_edge", "", "water", "村头塘堰", "村民委员会", "塘边没有护栏，也没有警示牌", "装了警示牌和救生圈"),
    Wrong("falling", "", "urban", "集市路口", "广告牌产权人", "楼顶广告牌锈断一根拉索，风一吹就晃", "广告牌已拆除"),
    Wrong("forest_fire", "LCHX", "forestry", "林场护林点", "林场", "防火道长满茅草，坟边有烧纸痕迹", "防火道已割到八米宽"),
)  # fmt: skip

#: The same matter at the same place again and again.
OFFENDERS: tuple[Wrong, ...] = (
    Wrong("exit_blocked", "JX3", "fire", "鸿运百货", "鸿运百货", "安全出口又用铁链锁着，楼梯堆纸箱", "链子已拆，纸箱搬走"),
    Wrong("electric", "JX9", "power", "顺达家具加工厂", "顺达家具加工厂", "木屑堆在配电箱下，线路又是私拉的", "木屑清了，线路重做"),
)  # fmt: skip

#: 重大隐患: the words of the hazard, of its report and of its plan.
MAJORS: tuple[tuple[Wrong, dict[str, str], dict[str, str]], ...] = (
    (
        Wrong("reservoir", "STSK", "water", "三类坝水库", "水库管理所", "下游坝脚渗水变浑，坝坡有一条弧形裂缝", "灌浆完成，渗水清澈", "水位降到汛限以下一米，专人 24 小时盯守"),
        {
            "present": "坝脚两处渗水，出水浑，坝坡有长约 12 米的弧形裂缝。坝体填筑质量差，多年没有除险。",
            "harm": "一旦溃坝，下游 3 个村 640 人受威胁。要降水位、灌浆和翻修排水，汛前难以全部完成。",
            "plan": "先降水位、反滤压渗，再灌浆，秋后翻修坝坡。",
        },
        {
            "goals": "渗水变清，裂缝不再发展，恢复正常蓄水。",
            "measures": "降低水位，坝脚反滤压渗，坝体充填灌浆，翻修排水沟。",
            "money": "县级除险资金 86 万元，砂石料由乡镇备足。",
            "people": "水库管理所负责，县水利局派工程师驻点。",
            "limit": "三十天内完成反滤和灌浆，秋后翻修。",
            "safety": "专人日夜盯守，每两小时报一次；下游三个村随时能转移。",
        },
    ),
    (
        Wrong("lodging", "JX9", "fire", "制衣加工厂", "制衣加工厂", "一楼仓库二楼车间三楼住人，只有一部楼梯", "三楼住人清退，加装室外楼梯", "三楼先腾空，停止夜班"),
        {
            "present": "仓储、生产、住人在一栋楼里，住 14 人，只有一部敞开楼梯，没有喷淋。厂房由民房改成。",
            "harm": "着火时三楼的人无路可走。要腾退住人，加装室外楼梯和报警。",
            "plan": "立即腾退住人，停用三楼，加装室外疏散楼梯后复查。",
        },
        {
            "goals": "生产仓储场所内不住人，每层有两个出口。",
            "measures": "腾退三楼，加装室外钢楼梯，装独立感烟报警，分隔仓库。",
            "money": "企业自筹 18 万元，已到位。",
            "people": "企业法定代表人负责，县消防救援大队指导。",
            "limit": "四十五天内完成。",
            "safety": "整改期间停产，夜间有人值守，备足灭火器。",
        },
    ),
)  # fmt: skip
