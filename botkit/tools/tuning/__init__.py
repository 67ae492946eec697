"""Tuning of the numbers in a bot by games: the search, and the measurement of what it found.

Imports `league` and `engine`; imported by `botkit.tools.sweep` only.
"""
