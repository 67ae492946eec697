"""Bots on disk: files, folders, archives, their limits, and the built-in opponents.

Imports `league.cli`, and limits and identities from `sandbox`; imported by storage and above, by `botkit.tools`, and by
the viewer.
"""
