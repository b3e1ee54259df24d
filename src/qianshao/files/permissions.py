"""Who may do what with evidence."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("files.view", _("查看现场照片"), roles=(*READERS, "village_cadre", "grid_worker")),
    # As the right to full telephone numbers, without the villages: they took the photos and know who is in them.
    Action("files.unmask", _("看照片原图（人脸未遮挡）"), roles=DESK),
    Action("files.send", _("上传现场照片"), roles=(*DESK, "village_cadre", "grid_worker")),
    # Gone for good, also from backups; what it showed stays in the record as words.
    Action("files.erase", _("销毁现场照片"), roles=("county_admin", "county_lead")),
)
