"""Addresses of the room: ``p/`` for everybody, ``tips/`` for officers."""

from django.urls import path

from qianshao.tips.views import anybody, desk, rewards

app_name = "tips"
urlpatterns = [
    path("p/", anybody.report, name="report"),
    path("p/sw.js", anybody.worker, name="worker"),
    path("p/track/", anybody.track, name="track"),
    path("p/track/<str:link>/", anybody.mine, name="mine"),
    path("p/track/<str:link>/payout/", anybody.payout, name="payout"),
    path("p/<str:sign>/", anybody.report, name="report-at"),
    path("tips/", desk.inbox, name="inbox"),
    path("tips/new/", desk.intake, name="intake"),
    path("tips/signs/", desk.signs, name="signs"),
    path("tips/rewards/", rewards.ledger, name="rewards"),
    path("tips/rewards/export/", rewards.export, name="rewards-export"),
    path("tips/rewards/<int:reward_id>/decide/", rewards.decide, name="reward-decide"),
    path("tips/rewards/<int:reward_id>/renew/", rewards.renew, name="reward-renew"),
    path("tips/pay/", rewards.pay, name="pay"),
    path("tips/<int:tip_id>/", desk.tip, name="tip"),
    path("tips/<int:tip_id>/act/", desk.handle, name="handle"),
    path("tips/<int:tip_id>/reveal/", desk.reveal, name="reveal"),
    path("tips/<int:tip_id>/reward/", rewards.propose, name="propose"),
]
