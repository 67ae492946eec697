"""The game: its components, rules, arenas and modes, its protocol with bots, and replays.

Imports `engine` only; imported by `league`, `viewer` and `botkit.tools`.
"""
