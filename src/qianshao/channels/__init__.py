"""Channels: how a message leaves the house, and what comes back.

Nouns: a **channel** is one configured way out (an SMS gateway, a WeCom robot, the simulator). A **message** is one
row of the outbox: to one person, once, with an idempotency key. A **text** is the wording many messages share.
A **receipt** is a fact a provider tells us about a message: delivered, read, answered by key, hung up.

Invariants
- Lose nothing: ``queued → sending (lease) → sent | failed``; an expired lease is sent again under the same key
  (architecture §5, G-R1). What may be doubled, the provider removes by the key.
- Nothing old leaves: every message has ``not_after``, checked inside the claim (T4, G-R6).
- A drill and the demo cannot reach a real channel: their senders are built from simulated adapters only (T19).
- Real channels are off until somebody with the right configures and switches them on.
- One hanging gateway holds up nobody else: each channel has its own threads, time limits and breaker (G-F3).
- A receipt counts once: unique (channel, provider id, sequence), signed, with a nonce (T10, T22, G-I9).
"""
