"""The phone app in a real browser."""
