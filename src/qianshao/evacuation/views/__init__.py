"""Pages of the evacuation: orders, the ledger, decisions, the inbox, shelters."""
