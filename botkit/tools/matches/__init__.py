"""Matches of a developer: playing, replaying to a bot, comparing, measuring, watching.

Imported by `botkit.tools.commands`.
"""
