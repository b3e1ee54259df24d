"""Evacuation (转移安置): orders, the ledger of people who must leave, and where each of them is.

Nouns: an **order** names danger zones, a deadline, a basis; it creates the **ledger**: one row (**evacuee**) for
each person who must leave, with the needs, guardian, helper and shelter as they were then. What happens to a person
is a **movement**, append-only, which names the movements it knew of (``based_on``); the state of a person is the
fold of the set of movements (``rules/fold.py``), whatever order they arrived in. Two that knew nothing of each
other and differ are a **conflict**: the person counts as the less safe one until an officer settles it. A **door**
is a household to be visited, again and again, until everybody has left.

Invariants: the head count balances at every moment, by village: should leave = settled + elsewhere + refused +
moving + unaccounted (+ returned after the all-clear); nobody counts as evacuated who may not be; nobody returns
before the all-clear; a refusal keeps who, when, in which words.

Rules: 国家防总 and county plans as read in docs; 应对法 art. 83-85 for the disposal of personal data.
"""
