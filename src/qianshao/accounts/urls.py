"""Addresses of the door and of user administration."""

from django.urls import path

from qianshao.accounts.views import door, phones, roles, users

app_name = "accounts"
urlpatterns = [
    path("login/", door.login_page, name="login"),
    path("logout/", door.logout_page, name="logout"),
    path("password/", door.password_page, name="password"),
    path("m/enrol", phones.enrol, name="enrol"),
    path("m/leave", phones.leave, name="leave"),
    path("devices/", phones.phones, name="phones"),
    path("devices/codes/", phones.phone_codes, name="phone-codes"),
    path("devices/<int:device_id>/revoke/", phones.phone_revoke, name="phone-revoke"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.user_new, name="user-new"),
    path("users/roles/", roles.role_table, name="roles"),
    path("users/roles/publish/", roles.role_publish, name="roles-publish"),
    path("users/<int:user_id>/", users.user_page, name="user"),
    path("users/<int:user_id>/grants/", users.user_grant, name="user-grant"),
    path("users/<int:user_id>/grants/<int:grant_id>/revoke/", users.grant_revoke, name="grant-revoke"),
    path("users/<int:user_id>/disable/", users.user_disable, name="user-disable"),
    path("users/<int:user_id>/enable/", users.user_enable, name="user-enable"),
    path("users/<int:user_id>/reset/", users.user_reset, name="user-reset"),
    path("users/<int:user_id>/tokens/", users.token_new, name="token-new"),
    path("users/<int:user_id>/tokens/<int:token_id>/revoke/", users.token_revoke, name="token-revoke"),
]
