"""What the desk writes into the journal: data that left the system."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("desk.exported", _("导出叫应台账 {rows} 行"), ("rows", "what"), icon="download"),
    Kind("desk.printed", _("打印敲门单 {rows} 行"), ("rows",), icon="printer"),
)
