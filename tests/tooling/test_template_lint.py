"""The template rules find what they are for, and let good templates pass."""

import pytest
from tools.template_lint import icon_faults, script_faults, template_faults

GOOD = """{% load i18n ui %}{# 注释里的撤离 style= #}
<body hx-headers:inherited='{"X-CSRFToken":"{{ csrf_token }}"}'>
<h1 class="{% if a > b %}x{% endif %}">{% translate "叫应看板" %}</h1>
<p>{% blocktranslate with n=n %}共 {{ n }} 户{% endblocktranslate %}</p>
<button hx-post="/x" hx-target="#y">{% i "check" %}{% translate "收到" %}</button>
{% chip "ok" _("已应答") %}{{ name|default:_("无") }}
<script type="module" src="{% static 'a.js' %}"></script>"""


def test_a_good_template_has_no_finding() -> None:
    assert template_faults(GOOD, "good.html") == []


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ('<a onclick="x()">{% translate "好" %}</a>', "onclick="),
        ('<div class="a" style="width:3px"></div>', "style="),
        ('<div {% if a > b %}class="x"{% endif %} style="top:0"></div>', "style="),
        ("<script>alert(1)</script>", "<script>"),
        ("<style>p{}</style>", "<style>"),
        ('<script src="https://example.org/x.js"></script>', "another server"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "another server"),
        ('<body hx-headers="{}">', ":inherited"),
        ("<p>没有翻译</p>", "not translated"),
        ('<input placeholder="找人">', "not translated"),
        ('{% chip "ok" "已应答" %}', "not translated"),
        ('{% translate "撤离" %}', "banned"),
        ('{% translate "县呼叫中心" %}', "banned"),
    ],
)
def test_each_rule_finds_its_fault(sample: str, words: str) -> None:
    found = template_faults(f"<p></p>\n{sample}", "bad.html")
    assert len(found) == 1
    assert found[0].startswith("bad.html:2: ")
    assert words in found[0]


def test_an_icon_that_the_sprite_lacks_is_found_in_templates_and_in_python() -> None:
    known = {"check"}
    assert icon_faults('{% i "check" %}', "a.html", known) == []
    assert len(icon_faults('{% i "chek" %}', "a.html", known)) == 1
    assert icon_faults('Entry(icon="check")', "a.py", known) == []
    assert len(icon_faults('Entry(icon="chek")', "a.py", known)) == 1


def test_a_page_of_samples_need_not_be_translated_but_keeps_every_other_rule() -> None:
    assert template_faults("{# sample text #}<p>样例</p>", "a.html") == []
    assert len(template_faults('{# sample text #}<p style="top:0">样例</p>', "a.html")) == 1


def test_chinese_in_a_script_is_found_but_not_in_its_comments() -> None:
    assert script_faults("// 注释\n/* 也是 */ const a = el.dataset.words;\n", "a.js") == []
    assert len(script_faults('// 注释\nshow("没有保存");\n', "a.js")) == 1
