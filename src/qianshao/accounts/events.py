"""What this room writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("accounts.logged_in", _("{name} 登录"), ("name", "address"), icon="login"),
    Kind("accounts.logged_out", _("{name} 退出"), ("name",), icon="logout"),
    Kind(
        "accounts.login_blocked",
        _("连续 {failures} 次登录失败，来自 {address}"),
        ("failures", "address"),
        tone="warn",
        icon="lock",
    ),
    Kind("accounts.user_created", _("新建用户 {name}"), ("name",), icon="user-plus"),
    Kind("accounts.user_disabled", _("停用用户 {name}"), ("name",), tone="warn", icon="user-off"),
    Kind("accounts.user_enabled", _("恢复用户 {name}"), ("name",), icon="user-check"),
    Kind("accounts.password_reset", _("重置 {name} 的密码"), ("name",), tone="warn", icon="key"),
    Kind("accounts.password_changed", _("{name} 修改了密码"), ("name",), icon="key"),
    Kind("accounts.role_granted", _("授予 {name} {role}，范围 {area}"), ("name", "role", "area"), icon="shield-plus"),
    Kind(
        "accounts.role_revoked",
        _("收回 {name} 的 {role}，范围 {area}"),
        ("name", "role", "area"),
        tone="warn",
        icon="shield-minus",
    ),
    Kind(
        "accounts.roles_published",
        _("角色权限发布第 {version} 版：{summary}，理由：{reason}"),
        ("version", "summary", "reason", "changes"),
        tone="warn",
        icon="shield-check",
    ),
    Kind("accounts.token_issued", _("为 {name} 签发接口令牌“{token}”"), ("name", "token"), icon="key"),
    Kind(
        "accounts.token_revoked", _("收回 {name} 的接口令牌“{token}”"), ("name", "token"), tone="warn", icon="key-off"
    ),
    Kind("accounts.revealed", _("查看{field}，原因：{reason}"), ("field", "reason"), tone="warn", icon="eye"),
    Kind("accounts.phone_code_made", _("为 {name} 开出手机绑定码"), ("name",), icon="qrcode"),
    Kind("accounts.phone_enrolled", _("{name} 绑定手机“{device}”"), ("name", "device"), icon="device-mobile"),
    Kind(
        "accounts.phone_revoked",
        _("收回 {name} 的手机“{device}”，原因：{reason}"),
        ("name", "device", "reason"),
        tone="warn",
        icon="device-mobile-off",
    ),
    Kind(
        "accounts.phone_guessing",
        _("有人在猜手机绑定码：15 分钟内猜错 {failures} 次，已改为只能扫码"),
        ("failures",),
        tone="warn",
        icon="lock",
    ),
)
