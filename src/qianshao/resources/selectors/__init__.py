"""Questions about supplies. Each takes ``scope`` first."""
