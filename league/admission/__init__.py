"""Admission of submissions to a league: checks, ownership, entry.

Imports `storage`, `match` and what is below them; imported by commands, discord and `botkit check`.
"""
