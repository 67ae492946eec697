"""What logs tell of a bot: how it fared, shot, and used its energy, over many games.

Imported by the command `botkit stats`.
"""
