"""Field: what a phone opens. Here only the answer page behind the link of a call.

Nouns: link (a token that names a case and who holds it), answer page, thanks. Invariants: opening the page
answers nothing, only pressing the button does (link previews open pages); no login, no cookie, no script is
needed; the page says what it knows to the holder of the link and nothing else. Owns no tables.
Rule: reliability 8; 工信部 适老化通用设计规范 (text ≥ 18 px, targets ≥ 60 px).
"""
