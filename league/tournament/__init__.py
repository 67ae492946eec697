"""Tournaments: formats, rounds, scheduling, and sequential comparison of two bots.

Imports `storage`, `workers` and what is below them; imported by commands and discord.
"""
