"""Presentations of a ladder: its facts, a table for the terminal, CSV, and an image.

Imports ladders and storage; imported by `league.site`, by the commands and by `league.discord`.
"""
