"""What the files room writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("files.kept", _("收到现场照片"), ("uid", "sha256", "kept_sha256"), icon="photo"),
    Kind("files.refused", _("传来的文件打不开，没有采用"), ("uid", "why"), tone="warn", icon="file-x"),
    Kind(
        "files.erased", _("销毁现场照片 {count} 张，理由：{reason}"), ("count", "reason"), tone="warn", icon="trash"
    ),
)
