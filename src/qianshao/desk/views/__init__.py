"""Pages of the desk and the wall."""
