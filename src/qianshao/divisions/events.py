"""What this room writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "divisions.imported",
        _("导入区划 {created} 个，更新 {updated} 个"),
        ("created", "updated"),
        icon="file-import",
    ),
    Kind("divisions.bounded", _("导入边界 {count} 个"), ("count",), icon="map-2"),
)
