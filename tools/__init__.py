"""The project's own tools: set-up, checks, tests, screenshots. ``./run`` is their front door."""
