"""What an evacuation writes into the journal. People are named by id; how many of them, always."""

from django.utils.translation import gettext_lazy as _

from qianshao.evacuation.lists.events import KINDS as LISTS
from qianshao.journal.kinds import Kind

KINDS = (
    Kind("evacuation.proposed", _("拟转移方案“{title}”"), ("title", "zones"), icon="clipboard-text"),
    Kind("evacuation.dropped", _("转移方案“{title}”未采用，理由：{reason}"), ("title", "reason"), icon="circle-x"),
    Kind(
        "evacuation.ordered",
        _("下令转移“{title}”：{count} 人、{households} 户"),
        ("title", "count", "households", "zones"),
        tone="warn",
        icon="home-move",
    ),
    Kind(
        "evacuation.marked",
        _("{count} 人：{to_label}"),
        ("count", "to", "to_label", "uids", "command"),
        icon="user-check",
    ),
    Kind("evacuation.added", _("补登 {count} 人"), ("count", "uids", "where"), icon="user-plus"),
    Kind(
        "evacuation.signed_in",
        _("{count} 人到安置点签到"),
        ("count", "shelter", "uids", "command"),
        tone="ok",
        icon="login",
    ),
    Kind(
        "evacuation.left_early",
        _("{count} 人在解除前离开安置点，请马上核实"),
        ("count", "shelters", "uids"),
        tone="bad",
        icon="alert-triangle",
    ),
    Kind("evacuation.over_capacity", _("安置点超员 {over} 人"), ("shelter", "over"), tone="bad", icon="users"),
    Kind(
        "evacuation.closed_shelter",
        _("{count} 人到了未开放的安置点"),
        ("shelter", "count"),
        tone="bad",
        icon="building-community",
    ),
    Kind("evacuation.alarm_handled", _("核实处置：{reason}"), ("alarm", "reason"), icon="check"),
    Kind(
        "evacuation.conflict",
        _("{count} 人的记录不一致，按未脱险计，请核实"),
        ("count", "uids"),
        tone="warn",
        icon="arrows-exchange",
    ),
    Kind(
        "evacuation.conflict_settled",
        _("核实为{to_label}，理由：{reason}"),
        ("conflict", "uid", "to", "to_label", "reason"),
        icon="check",
    ),
    Kind(
        "evacuation.assigned",
        _("派人派车：{count} 人"),
        ("count", "uids"),
        icon="car",
    ),
    Kind(
        "evacuation.planned",
        _("自动安排安置点：{households} 户 {people} 人到 {shelters} 处，{unplaced} 户没有着落"),
        ("households", "people", "shelters", "unplaced"),
        icon="home",
    ),
    Kind("evacuation.sheltered", _("{households} 户改安置点"), ("households", "shelter", "by_hand"), icon="home"),
    Kind(
        "evacuation.door_passed_up",
        _("{count} 户到时没走完，上交{level_label}"),
        ("count", "level", "level_label", "doors"),
        tone="bad",
        icon="arrow-up",
    ),
    Kind("evacuation.all_cleared", _("解除转移，依据：{basis}"), ("basis",), tone="ok", icon="circle-check"),
    Kind(
        "evacuation.closed",
        _("转移办结：应转 {should_leave} 人，未落实 {unaccounted} 人"),
        ("should_leave", "unaccounted", "reason"),
        icon="archive",
    ),
    Kind("evacuation.disposed", _("清除转移个人信息 {count} 人，只留数字"), ("count",), icon="trash"),
    Kind("evacuation.limits_published", _("再次上门时限发布第 {version} 版"), ("version",), icon="clock-exclamation"),
    *LISTS,
)
