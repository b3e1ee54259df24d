"""Every sentence the CAP rooms can say, by code.

Kept apart from Django so that the reader stays pure; ``_`` only marks the text for the catalogue, pages call
gettext on the template before filling it in.
"""


def _(text: str) -> str:
    """Mark for translation."""
    return text


WORDS: dict[str, str] = {
    # the file itself
    "unreadable": _("文件打不开：{detail}"),
    "empty": _("文件是空的"),
    "too_large": _("文件有 {size} 字节，超过上限 {limit} 字节，未予读取"),
    "compressed": _("这是压缩文件，请先解压再提交"),
    "not_xml": _("这不是 XML 文件"),
    "encoding": _("不支持的文字编码 {encoding}，请用 UTF-8"),
    "broken_xml": _("XML 不完整或有错：{detail}"),
    "doctype": _("文件里有 DOCTYPE 或实体定义，为安全起见一律拒收"),
    "feed": _("这是预警列表（{kind}），不是单条预警；请打开其中的单条 CAP 报文再提交"),
    "not_cap": _("根元素是 {name}，不是 CAP 预警报文"),
    "namespace": _("命名空间“{name}”不是 CAP 1.1 或 1.2"),
    # the schema
    "schema_order": _("这里应为 {expected}，却是 {name}：缺了要素、重复了或次序不对"),
    "schema_unexpected": _("{name} 不该出现在这里：重复了或次序不对"),
    "schema_unknown": _("{name} 不是 CAP 的要素"),
    "schema_missing": _("{name} 里缺少 {expected}"),
    "schema_value": _("{name} 的值“{value}”不在允许的取值内"),
    "schema_time": _("{name} 的时间“{value}”格式不对：须写成 2026-07-18T20:38:00+08:00，带时差，不能用 Z"),
    "schema_type": _("{name} 的值“{value}”格式不对"),
    "schema_attribute": _("{name} 上不允许有属性"),
    "schema_text": _("{name} 里不允许直接写文字"),
    "schema_other": _("{name} 不符合 CAP 格式"),
    # sense
    "blank": _("{name} 是空白"),
    "time_unreadable": _("{name} 的时间“{value}”无法识别"),
    "time_no_offset": _("{name} 的时间“{value}”没有时差，分不清是哪里的时间"),
    "expires_before_sent": _("失效时间 {expires} 早于发送时间 {sent}"),
    "references_missing": _("{kind} 报文必须写明引用的是哪一条预警（references）"),
    "references_malformed": _("引用“{value}”不是“发布者,编号,发送时间”三段式"),
    "restriction_missing": _("范围为 Restricted 时必须写 restriction"),
    "addresses_missing": _("范围为 Private 时必须写 addresses"),
    "polygon_malformed": _("多边形的点“{value}”不是“纬度,经度”"),
    "polygon_too_few": _("多边形只有 {count} 个点，至少要 4 个（首尾相同）"),
    "polygon_open": _("多边形没有闭合：最后一点与第一点不同"),
    "latitude_range": _("纬度 {value} 超出 -90 到 90"),
    "longitude_range": _("经度 {value} 超出 -180 到 180"),
    "axes_swapped": _("点“{value}”的纬度超出范围，很可能把经度写在了前面；CAP 要求先纬度后经度"),
    "polygon_flat": _("多边形面积为零，所有点在一条线上"),
    "circle_malformed": _("圆“{value}”不是“纬度,经度 半径”"),
    "circle_negative": _("圆的半径 {value} 千米是负数"),
    # marks: tolerated, but said
    "order_tolerated": _("{name} 里要素的次序与标准不同，意思明确，已按标准次序读取"),
    "signature_in_cap11": _("CAP 1.1 的格式没有给数字签名留位置，已照 1.1 正文的规定读取"),
    "time_zulu": _("{name} 用 Z 表示时差，已按世界时读取"),
    "references_blank": _("references 是空白，按没有引用读取"),
    "polygon_blank": _("有空白的多边形，已忽略"),
    "references_punctuation": _("引用之间或其中的标点与标准不同，意思明确，已读取"),
    "polygon_crossing": _("多边形自相交（{where}），放行前须重画"),
    "circle_zero": _("圆的半径为 0，只是一个点"),
    "area_desc_blank": _("区域没有文字说明"),
    "identity_characters": _("{name} 含有空格、逗号或 < & 字符，标准不允许"),
    "no_info": _("报文没有 info 段，没有可发布的内容"),
    "expires_at_sent": _("失效时间就在发送之时，等于一发出就失效"),
    "expires_before_effective": _("失效时间早于生效时间"),
    "sent_in_future": _("发送时间比现在晚 {minutes} 分钟以上，请核对时钟"),
    "signature_invalid": _("数字签名无效：{detail}"),
    # notes: facts the reader should know, not faults
    "expired": _("已于 {expires} 失效"),
    "not_actual": _("状态为 {status}，不得对公众发布"),
    "not_public": _("范围为 {scope}，不得对公众发布"),
    "not_warning": _("报文类型为 {kind}，不是预警内容"),
    "no_area": _("没有可用的区域，放行前须补画"),
}

SIGNATURE_WORDS: dict[str, str] = {
    "absent": _("没有签名"),
    "valid": _("签名有效"),
    "reformatted": _("签名有效（签名之后只改过空白排版）"),
    "digest": _("内容与签名不符，可能被改动"),
    "value": _("签名值不对"),
    "key": _("证书损坏或读不出"),
    "several": _("有不止一个签名，未能核验"),
    "part": _("签名没有覆盖整条报文"),
    "untrusted": _("签名证书不在本县信任名单里"),
    "outdated": _("签名证书不在有效期内"),
    "weak": _("签名用了已不安全的 SHA-1"),
    "method": _("签名方法不支持或写法有误"),
}
