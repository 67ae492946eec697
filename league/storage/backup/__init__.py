"""Backups of a league: one zip archive with its bots, its store, its logs and the state of the Discord bot.

A backup is made while runs and submissions go on, and its archive is read as an untrusted one.
"""
