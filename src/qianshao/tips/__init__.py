"""Reports by anybody (群众举报, 随手拍): no login, a sign to scan, a code to follow, a reward nobody can trace.

Nouns: Tip (举报: what came in, by whichever way), Reporter (who it was: a table of its own, sealed), Trait (what
makes two tips alike, kept for a day or so), Reward (奖励: proposed, approved by somebody else, paid against a code).
Invariants:

* Nothing is refused for looking suspicious: it is folded (折叠) beneath the others and can be found and unfolded.
* Who reported stands in one table only. One role may look, with a reason, a few times a day, in the journal.
* A reward is paid once, by a third act of another person than the one who proposed it.

Rule: 突发事件应对法 art. 9 (channel, answer, secrecy), 安全生产法 art. 76 (reward).
"""
