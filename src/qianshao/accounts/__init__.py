"""Accounts (用户): who may come in, which role they hold where, and what that lets them do.

Nouns: user, grant (a role in an area, dated), login guard, device, API token, permission, scope.
Invariants: no view answers without a mark saying who may open it; a login is locked by name and address or by
known device, never by address alone, so nobody can lock a whole office out (reliability T26); a password, a token
and a one-time password are stored hashed; nobody widens their own rights; the last administrator stays.
"""
