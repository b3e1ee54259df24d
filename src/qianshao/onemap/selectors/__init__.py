"""Questions of the map. Each takes ``scope`` first."""
