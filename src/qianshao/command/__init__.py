"""Command: what one room does because something happened in another, in one table (reactions)."""
