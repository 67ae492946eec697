"""Child processes of the host: runs, commands that make pages and pictures, and workers for untrusted input.

Imported by the host and by the Discord bot; knows neither.
"""
