"""Questions about evacuations. Each takes scope first."""
