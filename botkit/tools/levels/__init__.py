"""The levels of `botkit learn`: scenes with a goal, medals, and the player's progress.

Imported by `botkit.tools.commands`. `starters`, `answers` and `opponents` hold bots: what a player begins with, model
answers, and who plays against both.
"""
