"""Reports by anybody."""
