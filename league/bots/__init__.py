"""A bot on disk: files, folders, archives, their bounds, and the built-in opponents.

Imports `league.cli` alone; imported by storage and above, by `botkit.tools`, and by the viewer.
"""
