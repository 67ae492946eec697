"""Presentations of a ladder: a table for the terminal, CSV, a page, and a picture."""
