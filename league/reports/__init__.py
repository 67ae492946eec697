"""Presentations of a ladder: a table for the terminal, CSV, an HTML page, and an image."""
