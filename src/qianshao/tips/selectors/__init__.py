"""Questions about reports of anybody."""
