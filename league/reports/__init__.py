"""Presentations of a ladder: a table for the terminal, CSV, an HTML page, and an image.

Imports ladders and storage; imported by the commands and by `league.discord`.
"""
