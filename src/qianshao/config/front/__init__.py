"""The front: one port for everything. Live streams and answers are served here, pages are passed on.

A small ASGI process without Django's request stack: 200 open boards share one poll of the journal, and answers are
gathered for the engine's group commit. Every other request goes to the WSGI pages behind it, unchanged.
"""
