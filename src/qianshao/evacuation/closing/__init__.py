"""After an order is closed: its personal data are destroyed, or kept until a day (services/dispose.py)."""
