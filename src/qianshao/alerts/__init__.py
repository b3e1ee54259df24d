"""Alerts (预警): take a warning in, check it, decide whom it concerns, and let two people release it.

Nouns: ``Alert`` (one CAP message or one composed by hand), ``AlertArea`` (where it applies),
``AlertReference`` (which earlier message it updates or cancels), ``Hazard`` and ``HazardColour``
(hazard types, their colours, thresholds and 防御指南).

Invariants:

* An alert without a usable area never leaves: no default area exists anywhere (reliability T3).
* Whoever submitted an alert cannot release it (T1); officers release, the machine never does.
* Status other than Actual never reaches real channels, and real text never goes out as a drill (T2, T5).
* identifier + sender + sent are unique together: a message delivered twice changes nothing (G-I1).
* The raw bytes received are kept; what is shown and sent is built from the stored row only.

Rule: OASIS CAP 1.1/1.2; 突发事件应对法 on issuing and relaying warnings; aligned with GB/T 35965.1 where a
counterpart exists (no claim of conformity).
"""
