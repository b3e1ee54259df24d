"""Every sentence of the app by its name: the program itself holds none, so that each can be translated.

Spoken to people at doors at night: plain, short, no jargon (ux.md §9). ``{places}`` are filled in on the phone.
"""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

_WORDS = {
    # the frame
    "app": _("手机端"), "back": _("返回"), "navigation": _("主导航"), "cancel": _("取消"), "look": _("查看"),
    "tab_home": _("首页"), "tab_tasks": _("任务"), "tab_mine": _("我报的"), "tab_phones": _("电话"),
    "font": _("字号"), "font_big": _("大"), "font_small": _("小"), "optional": _("可不填"),
    "day": _("{month}月{day}日 {time}"), "minutes": _("{n} 分钟"), "hours": _("{n} 小时"), "days": _("{n} 天"),
    "left": _("剩 {time}"), "over_by": _("超 {time}"), "age": _("数据是 {time} 的"),
    "age_ago": _("数据是 {time} 的，{ago}前"), "never_fetched": _("还没有取到数据，有网时自动取"),
    "not_fetched": _("还没有取到名单，有网时自动取"), "drill_mark": _("【演练】"),
    # the network and the queue
    "saved": _("已保存"), "not_saved": _("没有保存。手机空间可能满了，请打电话报。"),
    "net_offline": _("没有网络，点了也算数，有网自动发"), "net_offline_n": _("没有网络，{n} 条已存手机"),
    "net_waited": _("没有网络，已等 {time}"), "net_sending": _("正在发送 {n}/{total}"), "net_done": _("都发出去了"),
    "net_waiting": _("{n} 条已存手机，等着发"), "net_photos": _("文字已送到，还有 {n} 张照片在传"),
    "net_refused": _("{n} 条没有收下，请看一看"), "net_login": _("要重新绑定手机，{n} 条还在手机里"),
    "pair": _("这部手机还没有绑定"), "enrol_again": _("去绑定"), "revoked_title": _("这部手机已停用"),
    "revoked": _("手机里的名单已清掉。没发完的已交值班室核对。要再用，请找乡镇值班室重新绑定。"),
    "to_send": _("待发送"), "items": _(" 条"), "send_now": _("马上重发"), "sending": _("正在发送"),
    "waits_for_net": _("等网络"), "going_out": _("等着发"), "tried_n": _("没发出去，试了 {n} 次"),
    "arrived": _("已送到的"), "arrived_at": _("{time} 已送到"), "not_taken": _("没有收下"), "seen": _("知道了"),
    "again": _("再填一次"), "again_busy": _("那张表还有没填完的，先交了或清空再来"),
    "photo_refused": _("有张照片没有收下"), "photo_again": _("再传"), "photo_retake": _("重拍"),
    "photo_drop": _("不要这张了"),
    "draft_back": _("接着上次填的"), "draft_clear": _("清空重填"),
    "draft_full": _("手机空间可能满了，没填完的存不住，请快些提交"),
    "of_another": _("是别人报的，要他本人的绑定才能发"),
    "kept_for_duty": _("已送到，等值班室核对"), "no_reason": _("值班室没有收下，请打电话说。"),
    "unreadable": _("这一条打不开了"), "nothing_sent": _("还没有报过"), "photos_n": _("照片 {n} 张，{kb} KB"),
    "photos_coming": _("还有 {n} 张照片没传完"), "urgent_call": _("急事先打电话"),
    "urgent_counts": _("手机没网，打电话或发短信一样算数"), "call_duty": _("打值班室"), "duty": _("值班室"),
    "send_sms": _("发短信报"), "sms_text": _("{name}报：{time} {title}"),
    # 首页 and 任务
    "received": _("收到"), "answer_by": _("请在时限内答复"), "saved_received": _("收到，已保存"),
    "view_received": _("收到：{title}"), "view_reply": _("补报：{title}"), "saved_reply": _("补报的已保存"),
    "heard": _("{time} 已收到"), "first_reply": _("方便时一起报"), "send_reply": _("报上去"),
    "ask_in_command": _("谁在指挥"), "ask_villages_affected": _("涉及几个村"), "ask_persons_moved": _("已转移几人"),
    "tile_report": _("上报险情"), "tile_doors": _("敲门转移"), "tile_signin": _("签到"), "my_tasks": _("我的任务"),
    "n_tasks": _("{n} 项"), "no_tasks": _("现在没有任务"), "task_calls": _("上门通知 {n} 户"),
    "task_doors": _("敲门转移 {n} 户"), "task_patrol": _("巡查{name}"), "done_of": _("完成 {n} 户，共 {whole} 户"),
    "before": _("，{time} 前"), "all_done": _("都完成了"), "to_do": _("待办"),
    "register_checks": _("核实登记的物资和点位"), "pin_to_see": _("输密码看名单"),
    # doors
    "of_homes": _(" / {n} 户"), "not_out": _("未转 {n}"), "are_out": _("已转 {n}"), "all_n": _("全部 {n}"),
    "which": _("看哪些"), "none_here": _("这里没有了"), "no_doors": _("现在没有要转移的户"), "n_people": _("{n} 人"),
    "went": _("已转移"), "who_went": _("谁已经走了"), "trouble": _("有困难"), "who": _("说的是谁"),
    "what_trouble": _("{name}家，有什么困难"), "cannot_walk": _("走不动，要人接"), "no_car": _("没有车"),
    "nobody": _("家里没人"), "refuses": _("不肯走"), "to_relatives": _("去亲戚朋友家了"),
    "other_words": _("其他，写一句"), "write_down": _("记下"), "undo": _("点错了，撤回"), "undo_short": _("撤回"),
    "undone": _("撤回了"), "just_said": _("刚点{state}"), "call": _("打电话给{name}"),
    "view_door": _("{name}家 {state}"), "calls_title": _("上门通知"), "no_calls": _("现在没有要上门通知的"),
    "told": _("已通知"), "told_proof": _("当面告诉了本人"),
    "state_unnotified": _("未通知"), "state_notified": _("已通知"), "state_nobody": _("家中无人"),
    "state_pickup": _("待接送"), "state_refused": _("拒绝转移"), "state_moving": _("转移途中"),
    "state_settled": _("已安置"), "state_elsewhere": _("投亲靠友"), "state_returned": _("已返回"),
    # 签到 and people on no list
    "which_shelter": _("在哪个安置点"), "other_shelter": _("换安置点"),
    "no_shelters": _("还没有取到安置点，有网时自动取"),
    "shelter_fill": _("已住 {n} 人，能住 {whole} 人"), "shelter_full": _("停止接收"),
    "shelter_closed": _("不能用"), "shelter_standby": _("平时待用"),
    "find": _("找人"), "find_hint": _("姓名或户码"), "clear": _("清掉"), "scan": _("扫户码"),
    "scan_hint": _("把户码放进框里"), "signed_n": _("已签 {n} 人"), "whole_family": _("全家 {n} 人到了"),
    "sign_one": _("{name} 到了"), "just_signed": _("{names} 已签到"), "view_signed": _("{names} 签到"),
    "saved_signed": _("{names} 已签到，已保存"), "nobody_found": _("名单上没有，可以补登"),
    "all_signed": _("都签到了"),
    "more_homes": _("还有 {n} 户，写姓名或户码找"), "code_unknown": _("手机里没有 {code} 这一户，可以先按户码签到。"),
    "code_known": _("{name}家（{code}）不在手机的转移名单上，可以先按户码签到。"),
    "read_out": _("念给我听"),
    "sign_by_code": _("{code} 全户签到"), "add_person": _("补登一个人"), "add_and_sign": _("补登并签到"),
    "add_name": _("姓名"), "add_phone": _("电话"), "add_gender": _("男女"), "male": _("男"), "female": _("女"),
    "add_words": _("从哪来，要什么帮助"), "add_order": _("哪次转移"),
    "add_needs_name": _("请写姓名，不知道就写“不详”"),
    "view_added": _("补登：{name}"), "no_order": _("现在没有转移任务，不用补登"),
    # 险情 and patrol
    "photo": _("拍照"), "take_photo": _("拍照"), "from_album": _("相册"), "most_photos": _("最多 {n} 张"),
    "shrinking": _("正在压缩"), "no_picture": _("这张打不开，请再拍一张"), "kb": _("{n} KB"),
    "photos_full": _("照片已到一次能交的最多张数，先交了再补"), "photos_of": _("照片 {n} 张，一次最多 {whole} 张"),
    "drop_photo": _("去掉这张"), "what_danger": _("什么险情"), "trapped": _("有没有人受困"),
    "trapped_no": _("没有"), "trapped_yes": _("有"), "trapped_unknown": _("不清楚"), "where": _("在哪里"),
    "locating": _("正在定位，不用等"), "located": _("已定位，误差约 {m} 米"), "no_place": _("没有定位，请写在哪里"),
    "no_place_here": _("没有定位，照样能交"),
    "more_words": _("再说一句"), "choose_kind": _("请选什么险情"), "submit": _("提交"),
    "view_danger": _("险情：{name} {place}"), "saved_report": _("险情已保存"),
    "kind_torrent": _("山洪"), "kind_slide": _("滑坡"), "kind_flooding": _("积水"),
    "kind_house": _("房屋"), "kind_road": _("道路桥"), "kind_other": _("其他"),
    "patrol": _("巡查打卡"), "found_normal": _("正常"), "found_danger": _("有险情"),
    "found_hazard": _("有隐患"),
    "patrolled": _("已巡"), "no_points": _("没有巡查点"), "patrol_due": _("该巡了"),
    "patrol_missed": _("漏巡"), "patrol_new": _("还没巡过"), "patrol_more": _("其他巡查点 {n} 个"),
    "view_check": _("巡查{name} {found}"), "saved_check": _("打卡已保存"),
    # 隐患: found, mended, watched
    "tile_find": _("报隐患"), "hz_mine": _("我的隐患"), "hz_what": _("什么隐患"),
    "hz_words": _("说一说"), "hz_words_hint": _("打字，或按输入法的话筒说"),
    "hz_fixed_now": _("当场改好了"), "hz_after_photo": _("改好以后的照片"), "hz_scanned": _("是刚扫牌子的那一处"),
    "hz_view_fixed": _("隐患，当场改好：{name} {place}"), "hz_worse_call": _("别等，马上打电话说一声。"),
    "hz_choose": _("拍张照，或选是什么隐患，或写一句"), "hz_view": _("隐患：{name} {place}"),
    "hz_counts": _("盯守 {watch} 处，整改 {mend} 处"),
    "hz_watch": _("要盯守的"), "hz_mend": _("要整改的"), "hz_found": _("我发现的"), "hz_none": _("现在没有"),
    "hz_of_mine": _("由我盯守"), "hz_by": _("{who}盯守"), "hz_every": _("每 {n} 小时看一次"),
    "hz_measure": _("临时措施：{words}"), "hz_due": _("{time} 前"), "hz_no_due": _("没有定期限"),
    "hz_waits": _("已保存，等网络"), "hz_shown": _("已报整改"), "hz_looked": _("已回报"),
    "hz_gone": _("这一条已经办完，或不归您了"), "task_watch": _("盯守：{name}"), "task_mend": _("整改：{name}"),
    "hz_after": _("改完要拍照，没有照片不能验收"), "hz_done": _("改好了"), "hz_going": _("还没改完"),
    "hz_need_photo": _("请拍一张改好以后的照片"), "hz_need_words": _("请写一句改到哪了"),
    "hz_view_done": _("整改好了：{name}"), "hz_view_going": _("整改进展：{name}"),
    "hz_same": _("没变化"), "hz_worse": _("变坏了"), "hz_view_look": _("盯守{name} {state}"),
    "hz_major": _("重大隐患"),
    # 巡查检查
    "visits": _("巡查检查"), "task_visit": _("检查{name}"), "no_visits": _("现在没有要查的"), "visit_done": _("已查"),
    "visit_missed": _("漏检，可以补"), "visit_gone": _("这一项不在手机里了，可能已经查过"),
    "visit_prove": _("先证明人到了"), "visit_scan": _("扫场所的码"), "visit_code": _("输牌子上的编码"),
    "visit_code_hint": _("例如 7KQ2MX-D"), "visit_code_wrong": _("码不对，不是这个场所的"),
    "visit_there": _("人到了"),
    "visit_no_code": _("没有牌子，写一句"), "visit_items": _("检查 {n} 项"), "visit_pass": _("合格"),
    "visit_fail": _("不合格"), "visit_skip": _("不适用"), "visit_major": _("重大"), "visit_what": _("哪里不合格"),
    "visit_rest_pass": _("没选的都合格"), "visit_words": _("总的情况"), "visit_inspectors": _("同去的检查人员"),
    "visit_have": _("有几个"), "visit_need": _("应有几个"), "visit_last": _("最近一次"),
    "visit_signer": _("对方签字人姓名"), "visit_refused": _("对方不肯签字"), "visit_refusal": _("怎么不肯签的"),
    "visit_finish": _("完成检查"), "visit_open": _("还有没选的检查项"),
    "visit_bad_needs": _("不合格的要写一句，还要拍照"), "visit_needs_proof": _("没扫码也没定位，请写一句为什么"),
    "visit_needs_two": _("检查要两个人，请写同去的人"), "visit_needs_signer": _("请写对方签字人"),
    "visit_needs_refusal": _("请写怎么不肯签的"), "view_there": _("到场：{name}"),
    "view_visit": _("检查{name}，不合格 {n} 项"), "saved_visit": _("检查记录已保存"),
    # 电话, PIN, leaving
    "fire": _("火警救援"), "no_phones": _("还没有取到电话表，有网时自动取"), "phones_locked": _("输密码看电话表"),
    "leave": _("退出这部手机"), "leave_sure": _("退出这部手机"),
    "leave_what": _("手机里的名单会清掉，再用要重新绑定。"),
    "leave_waiting": _("还有 {n} 条没有发出去，现在不能退出。请到有网的地方，等都发出去再退出。"),
    "pin_title": _("看名单的密码"), "pin_why": _("名单是别人的家事。设 {n} 位数字，每次打开时输一次。"),
    "pin_locked": _("名单锁着，输 {n} 位数字打开。"), "pin_choose": _("设 {n} 位数字"), "pin_enter": _("{n} 位数字"),
    "pin_again": _("再输一次"), "pin_set": _("设好了"), "pin_open": _("打开"), "pin_short": _("要 {n} 位数字"),
    "pin_weak": _("太好猜了，换一个"), "pin_differ": _("两次不一样，再输一次"), "pin_wait": _("请等一下"),
    "pin_wrong": _("不对，还能试 {n} 次"), "pin_dropped": _("试错太多，名单已清掉。重新设密码，有网时再取。"),
    "pin_forgot": _("忘了，清掉名单重新设"),
}  # fmt: skip


def words() -> dict[str, str]:
    """All of them in the language of the request."""
    return {name: str(sentence) for name, sentence in _WORDS.items()}


class _AsTheyAre(DjangoJSONEncoder):
    """Letters as they are: escaped, each Chinese one would weigh three times as much on its way to the phone."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "ensure_ascii": False})


def words_script() -> SafeString:
    """All of them as the page carries them."""
    return json_script(words(), "words", encoder=_AsTheyAre)
