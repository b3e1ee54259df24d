"""Papers as files: our templates, hostile ones, filling, PDF. Knows no tables."""
