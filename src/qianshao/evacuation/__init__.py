"""Evacuation (转移安置): orders, the ledger of people who must leave, and where each of them is."""
