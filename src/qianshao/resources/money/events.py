"""What money writes into the journal: which line, how much, never a person's name."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "resources.budget_added",
        _("登记 {year} 年经费“{name}”，计划 {amount} 元"),
        ("year", "name", "amount"),
        icon="coins",
    ),
    Kind("resources.budget_changed", _("修改经费“{name}”：{fields}"), ("name", "fields"), icon="edit"),
    Kind(
        "resources.budget_booked",
        _("经费“{name}”{step} {amount} 元：{words}"),
        ("name", "step", "amount", "words"),
        icon="coins",
    ),
    Kind(
        "resources.bond_added",
        _("登记国债装备项目“{name}”，应配套 {amount} 元（{percent}%）"),
        ("name", "amount", "percent"),
        icon="certificate",
    ),
    Kind("resources.bond_changed", _("修改国债装备项目“{name}”：{fields}"), ("name", "fields"), icon="edit"),
    Kind(
        "resources.bond_item_added",
        _("国债装备项目“{project}”加入{name}，计划 {planned}"),
        ("project", "name", "planned"),
        icon="plus",
    ),
    Kind(
        "resources.bond_item_changed",
        _("国债装备“{name}”：到货 {delivered}，验收 {accepted}，发放 {issued}"),
        ("name", "delivered", "accepted", "issued"),
        icon="package",
    ),
    Kind(
        "resources.matching_added",
        _("新的配套比例“{name}”，{since} 起执行"),
        ("name", "since"),
        icon="percentage",
    ),
    Kind("resources.money_exported", _("导出{what} {count} 条"), ("what", "count"), icon="table-export"),
)
