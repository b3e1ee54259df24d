"""Hazards: dangers seen (险情) and patrols; the loop that closes hazards (隐患) comes on top of them."""
