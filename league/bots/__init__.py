"""Bots on disk: files, folders, archives, their limits, and the built-in opponents.

Imports `league.cli` alone; imported by storage and above, by `botkit.tools`, and by the viewer.
"""
