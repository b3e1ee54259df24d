"""What the county's tables of the ledger look like, and what is wrong with one. Pure.

A table is a list of flat rows. Every row says where it comes from (``source``) and how sure that is (``sure``):
C read in a source, CL in the law itself, W one weak source, U not confirmed: the county must set it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import ROLES

SURE = ("C", "CL", "W", "U")
SURE_LABELS = {"C": _("有出处"), "CL": _("法条原文"), "W": _("出处较弱"), "U": _("未证实，由本县确定")}
MOST_ROWS = 200
#: The most a number may be, by the last word of its column (of its row's code, of its unit): one nought too many
#: must not carry a date beyond the calendar and stop everybody's clocks.
_MOST = {
    "minutes": 525_600, "hours": 87_600, "hour": 10_000, "days": 3_660, "working": 3_660, "day": 10_000,
    "months": 120, "times": 100, "people": 100, "inspectors": 100, "least": 1_000_000, "at": 1_000, "some": 10_000,
    "many": 10_000,
}  # fmt: skip
_MOST_NUMBER = 1e9
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,23}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{2,23}")


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` is text, phone, number (empty: not set), choice, or roles (codes parted by spaces)."""

    key: str
    label: "str | Promise"
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = False
    width: int = 12


@dataclass(frozen=True)
class Table:
    """A table of the standards: its columns, and which of them together name a row."""

    name: str
    title: "str | Promise"
    about: "str | Promise"
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns and where the row comes from."""
        return (
            *self.columns,
            Column("source", _("依据"), width=30),
            Column("sure", _("可靠程度"), "choice", tuple(SURE_LABELS.items()), True),
        )


_CODE_COLUMN = Column("code", _("编码"), required=True)
_NAME = Column("name", _("名称"), required=True, width=20)
_COLOURS = (("red", _("红")), ("orange", _("橙")), ("yellow", _("黄")), ("blue", _("蓝")))
_WHEN = (("before", _("到期前")), ("after", _("到期后")))
_WAYS = (("sms", _("短信")), ("voice", _("语音电话")))
_LEVELS = (("county", _("县")), ("city", _("市")), ("province", _("省")), ("town", _("乡镇")))
_KEEPERS = (("county", _("县")), ("town", _("乡镇")), ("village", _("村")), ("enterprise", _("企业")))
_CASE_UNITS = (
    ("working", _("工作日")),
    ("days", _("天")),
    ("months", _("个月")),
    ("people", _("人")),
    ("yuan", _("元")),
)
#: The steps of a case after which a paper may be made; the room enforcement knows them by these codes.
CASE_ACTS = (
    ("check", _("现场检查")),
    ("measure", _("现场处理措施")),
    ("order", _("责令限期整改")),
    ("recheck", _("整改复查")),
    ("question", _("询问")),
    ("evidence", _("收集证据")),
    ("hold", _("先行登记保存")),
    ("settle_hold", _("处理登记保存的物品")),
    ("ask_filing", _("报请立案")),
    ("refuse_filing", _("不同意立案")),
    ("file", _("批准立案")),
    ("propose", _("拟处罚")),
    ("send_back", _("退回补查")),
    ("notify", _("处罚告知")),
    ("hear", _("陈述申辩")),
    ("ask_hearing", _("要求听证")),
    ("hold_hearing", _("听证")),
    ("review", _("法制审核")),
    ("discuss", _("集体讨论")),
    ("decide", _("处罚决定")),
    ("serve", _("送达")),
    ("urge", _("催缴罚款")),
    ("execute", _("执行")),
    ("publish", _("公开处罚信息")),
    ("close", _("结案")),
    ("close_mended", _("整改合格，办结")),
    ("close_clean", _("没有问题，办结")),
    ("no_punish", _("不予处罚")),
    ("withdraw", _("撤案")),
    ("hand_over", _("移送")),
    ("note", _("记一笔")),
)
_CASE_REACH = (("area", _("本辖区的")), ("county", _("全县的")))
_DAY_KINDS = (("off", _("放假")), ("work", _("上班")))
_YES = (("yes", _("是")), ("no", _("否")))
_ANSWERS = (("yes_no", _("是或否")), ("count", _("数量")), ("date", _("最近一次的日期")))
_GRADES = (("", _("不限")), ("1", _("一般")), ("2", _("重大")))
#: What people are told of beside the dates of hazards. The first three at once, or when a guard has not looked.
_NOTICES = (
    ("whistle", _("吹哨一响")),
    ("worse", _("盯守回报变坏")),
    ("missed", _("盯守到点没回报")),
    ("extension", _("延期申请等批")),
    ("tip", _("举报、热线答复期限")),
    ("clock", _("执法案件期限")),
    ("visit", _("巡查检查漏检")),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "kinds",
            _("隐患类别"),
            _("报隐患时选的类别，通常由哪个部门牵头，属于哪个灾种、哪个行业领域"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("department", _("牵头部门"), required=True),
                Column("disaster", _("灾种")),
                Column("sector", _("行业领域")),
                Column("hint", _("看什么"), width=30),
            ),
        ),
        Table(
            "grades",
            _("等级和时限"),
            _("空着就是没有规定，到时不催"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("verify_hours", _("核实（小时）"), "number"),
                Column("assign_hours", _("交办（小时）"), "number"),
                Column("rectify_days", _("整改（天）"), "number"),
                Column("accept_days", _("验收（天）"), "number"),
                Column("recheck_days", _("驳回后再整改（天）"), "number"),
                Column("close_days", _("销号（天）"), "number"),
                Column("reopen_days", _("多少天内再现可重新打开"), "number"),
            ),
        ),
        Table(
            "reminders",
            _("提醒和督办"),
            _("到期前提醒，到期后督办；抄送的人一并收到"),
            (
                _CODE_COLUMN,
                Column("grade", _("等级"), "choice", _GRADES),
                Column("when", _("什么时候"), "choice", _WHEN, True),
                Column("hours", _("小时"), "number"),
                Column("roles", _("提醒谁"), "roles", required=True, width=24),
                Column("copies", _("抄送谁"), "roles", width=24),
                Column("way", _("怎么通知"), "choice", _WAYS),
            ),
        ),
        Table(
            "guards",
            _("预警期间盯守"),
            _("预警生效时，范围内没销号的隐患几小时看一次；空着就是这个颜色不安排"),
            (
                Column("code", _("预警颜色"), "choice", _COLOURS, True),
                Column("every_hours", _("几小时看一次"), "number"),
                Column("measure", _("临时措施"), width=36),
            ),
        ),
        Table(
            "notices",
            _("随时告知"),
            _("吹哨、盯守、举报、执法、巡查的事告诉谁；小时按期限算，吹哨和变坏是马上告诉；每条只告诉一次"),
            (
                _CODE_COLUMN,
                Column("what", _("什么事"), "choice", _NOTICES, True),
                Column("when", _("什么时候"), "choice", _WHEN, True),
                Column("hours", _("小时"), "number"),
                Column("roles", _("告诉谁"), "roles", required=True, width=24),
                Column("way", _("怎么通知"), "choice", _WAYS),
            ),
        ),
        Table(
            "departments",
            _("部门"),
            _("隐患交办和吹哨用的部门；值班电话出厂是空的，由本县填，填了吹哨时马上发一条"),
            (_CODE_COLUMN, _NAME, Column("phone", _("值班电话"), "phone", width=16)),
        ),
        Table("disasters", _("灾种"), _("台账按灾种分；隐患类别各属于哪一种"), (_CODE_COLUMN, _NAME)),
        Table("sectors", _("行业领域"), _("台账按行业领域分；隐患类别各属于哪一个"), (_CODE_COLUMN, _NAME)),
        Table(
            "place_classes",
            _("场所类别"),
            _("巡查检查和台账用的场所类别；上级编码不空的是细类"),
            (_CODE_COLUMN, _NAME, Column("parent", _("上级编码")), Column("department", _("牵头部门"))),
        ),
        Table(
            "size_limits",
            _("九小场所规模"),
            _("多大算九小场所，各地规定不同，由本县选用"),
            (
                Column("region", _("地区"), required=True),
                Column("place_class", _("场所类别"), required=True),
                Column("metric", _("量什么"), required=True),
                Column("most", _("上限"), "number"),
                Column("unit", _("单位")),
                Column("field", _("登记里的字段")),
                Column("chosen", _("本县采用"), "choice", _YES),
            ),
            ("region", "place_class", "metric"),
        ),
        Table(
            "check_items",
            _("检查项"),
            _("各类场所检查什么，不合格一般定几级"),
            (
                _CODE_COLUMN,
                Column("place_class", _("场所类别"), required=True),
                Column("name", _("检查项"), required=True, width=36),
                Column("answer", _("怎么填"), "choice", _ANSWERS, True),
                Column("grade", _("不合格定级"), "choice", _GRADES),
                Column("kind", _("隐患类别")),
            ),
        ),
        Table(
            "visits",
            _("巡查检查频次"),
            _("每类场所多少天巡查、检查、自查一次，空着就是不定期；对应登记里的哪些种类"),
            (
                Column("code", _("场所类别编码"), required=True),
                Column("kinds", _("登记种类"), required=True, width=20),
                Column("match", _("登记里的类型")),
                Column("patrol_days", _("巡查（天）"), "number"),
                Column("inspect_days", _("检查（天）"), "number"),
                Column("self_days", _("自查（天）"), "number"),
            ),
        ),
        Table(
            "visit_numbers",
            _("巡查检查参数"),
            _("检查最少几人、多近算到场、漏检后多久可以补"),
            (_CODE_COLUMN, _NAME, Column("value", _("数值"), "number", required=True), Column("unit", _("单位"))),
        ),
        Table(
            "risk_scores",
            _("风险分值 L、E、C"),
            _("作业条件危险性评价的分值：可能性 L、暴露 E、后果 C"),
            (
                Column("part", _("哪一项"), "choice", (("L", "L"), ("E", "E"), ("C", "C")), True),
                _NAME,
                Column("value", _("分值"), "number", required=True),
            ),
            ("part", "value"),
        ),
        Table(
            "risk_bands",
            _("风险分级"),
            _("分值 D = L × E × C，含下限不含上限"),
            (
                _CODE_COLUMN,
                Column("least", _("下限（含）"), "number", required=True),
                Column("below", _("上限（不含）"), "number"),
                Column("colour", _("颜色"), "choice", _COLOURS, True),
                _NAME,
            ),
        ),
        Table(
            "risk_matrix",
            _("风险矩阵"),
            _("可能性（行）和后果（列）各五档，每格一种颜色"),
            (
                Column("likelihood", _("可能性"), "number", required=True),
                Column("consequence", _("后果"), "number", required=True),
                Column("colour", _("颜色"), "choice", _COLOURS, True),
            ),
            ("likelihood", "consequence"),
        ),
        Table(
            "supervision",
            _("督办层级"),
            _("挂牌督办由哪一级挂"),
            (_CODE_COLUMN, _NAME, Column("level", _("层级"), "choice", _LEVELS, True)),
        ),
        Table(
            "whistles",
            _("吹哨事由和时限"),
            _("空着就是没有规定"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("answer_minutes", _("应答（分钟）"), "number"),
                Column("arrive_minutes", _("到场（分钟）"), "number"),
                Column("finish_hours", _("办结（小时）"), "number"),
                Column("roles", _("超时告诉谁"), "roles", width=24),
                Column("again_minutes", _("还没办，多少分钟后再告诉"), "number"),
                Column("copies", _("第二次起抄送谁"), "roles", width=24),
                Column("times", _("最多告诉几次"), "number"),
            ),
        ),
        Table(
            "limits",
            _("其他数值"),
            _("排名、重复隐患、风险复评用的数值"),
            (_CODE_COLUMN, _NAME, Column("value", _("数值"), "number", required=True), Column("unit", _("单位"))),
        ),
        Table(
            "risk_weaken",
            _("隐患使风险升色"),
            _("风险点上有未销号隐患时，显示的颜色升几级；取升得最多的一行"),
            (
                _CODE_COLUMN,
                Column("grade", _("隐患等级"), "choice", _GRADES),
                Column("least", _("至少几条"), "number", required=True),
                Column("steps", _("升几级"), "number", required=True),
            ),
        ),
        Table(
            "risk_review",
            _("风险复评周期和管控层级"),
            _("每种颜色多久复评一次，至少由哪一级管控"),
            (
                Column("code", _("颜色"), "choice", _COLOURS, True),
                Column("months", _("复评（月）"), "number"),
                Column("level", _("至少由哪级管控"), "choice", _KEEPERS),
            ),
        ),
        Table(
            "case_rules",
            _("执法办案规则"),
            _("几名执法人员、各步多少天；空着就是没有规定，到时不催；多少元起那几行空着就是都要"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("number", _("数量"), "number"),
                Column("unit", _("单位"), "choice", _CASE_UNITS, True),
            ),
        ),
        Table(
            "case_modes",
            _("执法方式"),
            _("派驻、联合、委托、协作；能不能由全县的执法人员一起办"),
            (_CODE_COLUMN, _NAME, Column("reach", _("执法人员"), "choice", _CASE_REACH, True)),
        ),
        Table(
            "case_papers",
            _("执法文书"),
            _("文书的名称和文号里的字；本县另加的文书写明是哪一步的，再到文书模板里传模板"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("word", _("字"), required=True),
                Column("act", _("哪一步的文书"), "choice", CASE_ACTS),
            ),
        ),
        Table(
            "case_texts",
            _("执法文书用语"),
            _("处罚决定书里要写的：罚款缴到哪里、向谁申请复议、向哪个法院起诉；空着就制作不了决定书"),
            (_CODE_COLUMN, _NAME, Column("words", _("内容"), width=40)),
        ),
        Table(
            "workdays",
            _("放假和调休"),
            _("和平常的周一到周五不同的日子，算工作日时用；每年照通知补"),
            (_CODE_COLUMN, _NAME, Column("kind", _("放假还是上班"), "choice", _DAY_KINDS, True)),
        ),
        Table(
            "tip_kinds",
            _("随手拍类别"),
            _("群众随手拍页面上的大按钮，和它对应的隐患类别"),
            (
                _CODE_COLUMN,
                _NAME,
                Column("icon", _("图标"), required=True),
                Column("kind", _("隐患类别"), required=True),
            ),
        ),
        Table(
            "tip_rules",
            _("随手拍时限和折叠"),
            _("群众举报多久答复，多少条一样的折叠起来；折叠不是拒收，都还查得到"),
            (_CODE_COLUMN, Column("name", _("名称"), required=True, width=36), Column("value", _("数值"), "number")),
        ),
        Table(
            "rewards",
            _("举报奖励"),
            _("一档奖励按固定金额或罚款的比例算；上限空着就是没有上限"),
            (
                _CODE_COLUMN,
                Column("name", _("名称"), required=True, width=24),
                Column("grade", _("等级"), "choice", _GRADES),
                Column("amount", _("固定金额（元）"), "number"),
                Column("share", _("罚款的百分之几"), "number"),
                Column("per_death", _("每瞒报、谎报 1 人（元）"), "number"),
                Column("least", _("最少（元）"), "number"),
                Column("most", _("最多（元）"), "number"),
                Column("month_most", _("本档每人每月最多（元）"), "number"),
            ),
        ),
        Table(
            "tip_phones",
            _("举报电话"),
            _("群众自己的举报页上写的电话：问进度、领奖码没记下来时打"),
            (_CODE_COLUMN, _NAME, Column("phone", _("电话"), required=True)),
        ),
    )
}
#: Rows that forms and verbs rely on: they may be renamed, never removed.
KEPT = {
    "kinds": ("other",),
    "grades": ("1", "2"),
    "limits": ("whistle_rank_least", "repeat_least", "repeat_months"),
    "case_rules": (
        "officers", "hold", "decide", "hear", "hearing", "hearing_unit", "hearing_person", "major_unit",
        "major_person", "serve", "publish", "pay", "appeal_days", "sue_months",
    ),
    "case_texts": ("pay_to", "appeal_to", "court"),
    "case_modes": ("own",),
    "case_papers": (
        "check", "measure", "order", "recheck", "question", "filing", "notice", "decision", "transfer", "receipt",
        "closing", "hold_notice", "hold_list", "hold_decision", "statement", "handling", "urging",
    ),
    "visit_numbers": ("inspectors", "near_metres", "catch_up_days", "draw_places", "draw_days", "self_link_days",
        "self_sends_hour", "self_photos_day"),
    "tip_kinds": ("other",),
}  # fmt: skip


def problems(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Codes of what is wrong with a table: empty, many, twice, missing, number, choice, role, phone, code,
    kept, overlap.
    """
    table = TABLES[name]
    found = [] if rows else ["empty"]
    found += ["many"] if len(rows) > MOST_ROWS else []
    keys = [tuple(str(row.get(part, "")) for part in table.key) for row in rows]
    found += ["twice"] if len(set(keys)) < len(keys) else []
    found += sorted({fault for row in rows for fault in _row_faults(table, row)})
    codes = {str(row.get("code", "")) for row in rows}
    found += ["kept"] if any(code not in codes for code in KEPT.get(name, ())) else []
    found += ["overlap"] if name == "risk_bands" and not found and not _bands_join(rows) else []
    return found


def _row_faults(table: Table, row: Mapping[str, Any]) -> list[str]:
    found = []
    for column in table.all_columns:
        value = row.get(column.key)
        if value in (None, ""):
            found += ["missing"] if column.required else []
        elif column.kind == "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            found += [] if is_number and 0 <= value <= _most(column, row) else ["number"]
        elif column.kind == "choice" and value not in {code for code, _label in column.choices}:
            found.append("choice")
        elif column.kind == "roles" and not set(str(value).split()) <= set(ROLES):
            found.append("role")
        elif column.kind == "phone" and not _PHONE.fullmatch(str(value)):
            found.append("phone")
        elif column.key == "code" and not _CODE.fullmatch(str(value)):
            found.append("code")
    return found


def _most(column: Column, row: Mapping[str, Any]) -> float:
    named = {"value": row.get("code"), "number": row.get("unit")}.get(column.key, column.key)
    return _MOST.get(str(named).rpartition("_")[2], _MOST_NUMBER)


def _bands_join(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the half-open bands leave no value out and give none two colours."""
    ordered = sorted(rows, key=lambda row: float(row["least"]))
    ends = [row.get("below") for row in ordered]
    starts: list[Any] = [row["least"] for row in ordered]
    return starts[0] == 0 and ends[-1] is None and ends[:-1] == starts[1:]
