"""Replays logs and shows the matches: in a window, as images and clips, or as text.

Imports `systems`, and `cli`, `bots` and the file formats of `league`; imported by no other package, but started as a
command.
"""
