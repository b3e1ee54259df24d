"""What 叫应 writes into the journal. Names and numbers of people stay out: cases are named by id."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("calling.ladder_published", _("叫应步骤“{name}”发布第 {version} 版"), ("name", "version"), icon="stairs"),
    Kind("calling.started", _("发起叫应“{title}”"), ("title", "ladders"), icon="bell-ringing"),
    Kind("calling.filled", _("叫应名单就绪：{persons} 人、{households} 户"), ("persons", "households"), icon="users"),
    Kind(
        "calling.called",
        _("第 {number} 步“{label}”：叫 {count} 个"),
        ("number", "label", "count", "step", "cases"),
        icon="phone-call",
    ),
    Kind("calling.sent_to_door", _("{count} 个电话叫不到，派人上门"), ("count", "cases"), tone="warn", icon="door"),
    Kind("calling.answered", _("{count} 个应答"), ("count", "cases", "channels"), tone="ok", icon="check"),
    Kind("calling.answered_again", _("{count} 条后到应答，留存"), ("count", "cases"), icon="message-plus"),
    Kind("calling.covered", _("{count} 个岗位由AB岗顶上，本人继续叫"), ("count", "cases"), icon="user-check"),
    Kind("calling.noted", _("{count} 位上级或包保责任人已知晓"), ("count", "cases"), icon="eye-check"),
    Kind("calling.unheard", _("{count} 个接了没听完，接着叫"), ("count", "cases"), icon="phone-x"),
    Kind("calling.skipped", _("{count} 个号码打不通，直接进下一步"), ("count", "cases", "results"), icon="phone-off"),
    Kind("calling.door_reported", _("上门回报：{outcome_label}"), ("case", "outcome", "outcome_label"), icon="home"),
    Kind(
        "calling.door_passed_up", _("{count} 个上门任务超时，上交"), ("count", "cases"), tone="bad", icon="arrow-up"
    ),
    Kind("calling.excused", _("销叫 {count} 个，理由：{reason}"), ("count", "reason", "cases"), icon="user-minus"),
    Kind("calling.reassigned", _("上门任务改派"), ("case", "assignee_ref"), icon="replace"),
    Kind("calling.number_changed", _("改号码，从头再叫"), ("case",), icon="phone-plus"),
    Kind("calling.called_again", _("再叫一遍，理由：{reason}"), ("case", "reason"), icon="refresh"),
    Kind("calling.expired", _("叫应到期，还有 {open} 个没有着落，停止外发"), ("open",), tone="bad", icon="clock-off"),
    Kind("calling.resumed", _("叫应恢复，继续叫 {open} 个"), ("open",), icon="player-play"),
    Kind("calling.lifted", _("解除叫应，理由：{reason}"), ("reason", "excused", "all_clear"), icon="bell-off"),
    Kind("calling.superseded", _("由新叫应接着叫，转入 {moved} 个"), ("by", "moved"), icon="arrow-right"),
    Kind(
        "calling.narrowed",
        _("预警范围缩小，{count} 个不再涉及，已告知 {told} 个"),
        ("count", "told", "cases"),
        icon="filter",
    ),
    Kind("calling.closed", _("叫应办结：应叫 {total}，应答 {answered}"), ("total", "answered"), icon="circle-check"),
    Kind(
        "calling.clock_corrected",
        _("时钟回拨，{count} 个到期时间重排"),
        ("count",),
        tone="warn",
        icon="clock-exclamation",
    ),
)
