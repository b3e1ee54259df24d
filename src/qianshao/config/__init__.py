"""Config: the composition root. Settings, options, URLs, API assembly, navigation, command line.

It may import every room; no room imports it.
"""
