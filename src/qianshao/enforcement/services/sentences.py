"""What is said when a verb refuses."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid

SENTENCES = {
    "no_words": _("请写明情况。"),
    "too_few": _("执法人员不得少于两人，请选齐。"),
    "certificate": _("有执法人员的证件今天不在有效期内。"),
    "elsewhere": _("有执法人员不在这里执法；联合、协作执法请先选对执法方式。"),
    "own_wish": _("提出的人不能自己批，请另一位负责人办。"),
    "no_date": _("请写整改期限。"),
    "past_date": _("期限要晚于现在。"),
    "no_basis": _("请写违法事项和处罚依据。"),
    "no_fine": _("请写罚款数额。"),
    "no_evidence": _("还没有证据，不能处罚。"),
    "not_delegated": _("这个事项没有赋权给本乡镇，乡镇不能处罚，请移送县里。"),
    "too_early": _("陈述申辩的期限还没有过，当事人没有放弃，再等等。"),
    "no_wait": _("没有定陈述申辩的期限，不能算到期没有提出；请当事人明确放弃，或先在隐患标准里定期限，重新告知。"),
    "no_hearing": _("告知时没有听证的权利，或已经放弃、已经办过，不能再要求听证。"),
    "hearing_late": _("要求听证的期限已经过了。"),
    "no_chair": _("请写听证主持人。"),
    "own_hearing": _("调查这个案件的人不能主持听证，请另一位负责人主持。"),
    "no_present": _("请写参加讨论的负责人，至少两位，用顿号隔开。"),
    "hearing_open": _("当事人还可以要求听证，期限没有过，也没有放弃，再等等。"),
    "no_review": _("这样的处罚先要法制审核，审核通过才能决定。"),
    "review_against": _("法制审核没有通过，不能决定；退回补查，或重新审核。"),
    "no_discussion": _("这样的处罚先要负责人集体讨论，记下来才能决定。"),
    "no_carry_out": _("请写怎么履行、到什么时候。"),
    "nothing_owed": _("没有欠缴的罚款。"),
    "not_due": _("还没有送达，或缴款期限还没有过，不用催缴。"),
    "no_things": _("请一行写一件物品：名称，数量，状况，存放地点。"),
    "hold_open": _("先行登记保存的物品还没有处理。"),
    "unpaid": _("罚款没有缴清；确实要结，请写明为什么。"),
    "not_mended": _("责令整改过，复查没有合格，不能办结。"),
    "no_hold": _("没有先行登记保存的物品。"),
    "not_decided": _("还没有处罚决定。"),
    "compel_open": _("强制措施还没有解除。"),
    "no_when": _("请写时间。"),
    "no_where": _("请写地点。"),
    "past_when": _("时间要晚于现在，一年以内。"),
    "no_span": _("请写从什么时候到什么时候。"),
    "bad_span": _("开始要早于结束，结束不能晚于现在。"),
    "no_measure_basis": _("请写强制措施的依据。"),
    "called_late": _("离听证的天数不够，请把听证的时间往后定。"),
    "not_called": _("还没有通知当事人听证的时间和地点。"),
    "before_hearing": _("还没有到通知的听证时间。"),
    "nothing_new": _("没有写新的内容。"),
    "name_late": _("已经告知过当事人，名称不能再改；当事人弄错了的，请退回补查，改好再告知。"),
    "no_plan": _("请一行写一期：日期，金额（元）；只一期可以只写日期。"),
    "plan_days": _("日期要晚于今天，一期比一期晚。"),
    "plan_sum": _("各期加起来要正好是还欠的数额。"),
    "plan_long": _("超过了本县规定的最长时间。"),
    "defer_open": _("已经有一份申请在等批。"),
    "no_complaint_time": _("隐患标准里没有定复议、起诉的期限，算不出能不能申请。"),
    "complaint_open": _("当事人还可以申请复议、提起诉讼，期限没有过。"),
    "not_urged": _("还没有催告，先催缴罚款。"),
    "urged_lately": _("催告后的天数还没有过，再等等。"),
    "complained": _("当事人申请了复议或者起诉了，等有了结果再说。"),
    "court_asked": _("已经申请过法院强制执行了，不能再申请；后来的情况请记一笔。"),
    "not_longer": _("只有查封、扣押可以延长；这一项不用延长，不需要了就解除。"),
    "no_longer_rule": _("隐患标准里没有定最多延长几次、多少天，不能延长。"),
    "compel_over": _("强制措施的期限已经过了或者没有期限，不能再延长，请解除。"),
    "longer_done": _("本县规定的延长次数已经用完，不能再延长，到期请解除。"),
    "longer_days": _("延长的天数从 1 天起，不能超过本县规定的最多天数。"),
    "longer_open": _("这项强制措施已经有一份延长的申请在等批。"),
    "same_mode": _("现在就是这个执法方式。"),
    "court_late": _("申请法院强制执行的期限已经过了。"),
}


def refuse(fault: str) -> None:
    """Let the verb go on only if nothing is wrong.

    Raises:
        Invalid: with the code ``case.<fault>``.
    """
    if fault:
        raise Invalid(f"case.{fault}", SENTENCES[fault])
