"""What planning writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("resources.planned", _("计算{kind}：{words}"), ("kind", "words"), icon="chart-dots"),
    Kind(
        "resources.figure_changed",
        _("修改规划参数“{name}”：{old} 改为 {new}"),
        ("name", "old", "new"),
        icon="adjustments",
    ),
)
