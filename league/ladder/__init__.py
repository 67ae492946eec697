"""Ladders, and the standings of single runs, computed from the stored games.

Imports `storage` and what is below it; imported by tournament, reports, commands and discord.
"""
