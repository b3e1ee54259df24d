"""Pages of the phone: the answer behind a link, and the app."""
