"""Pages of people, households and imports."""
