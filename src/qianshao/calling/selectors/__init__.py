"""Questions about ladders, call-outs and their cases."""
