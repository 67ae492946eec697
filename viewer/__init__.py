"""Replays logs and shows the matches: in a window, as images and clips, or as text."""
