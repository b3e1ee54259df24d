"""Journal: the append-only record of what happened, written in the same transaction as the change.

Nouns: entry, kind, seal. Invariants: no entry is changed or removed (triggers refuse it on both databases); an
entry holds no raw personal value; the state tables stay the truth, the journal is their history. It feeds
timelines, live boards (``id > cursor``), reactions and audits. Law: 突发事件应对法 art. 61 (no late, false,
hidden or missing reports); 网络安全法 (logs at least six months).
"""
