"""What the map writes into the journal: who took data out, who brought data in."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "onemap.exported", _("导出图层“{layer}”，{count} 条（{form}）"), ("layer", "count", "form"), icon="download"
    ),
    Kind("onemap.printed", _("打印一张图，{count} 个图层"), ("count",), icon="printer"),
    Kind("onemap.imported", _("从图层文件导入“{kind}”，{count} 条"), ("kind", "count"), icon="file-import"),
)
