"""Pages of the door and of user administration."""
