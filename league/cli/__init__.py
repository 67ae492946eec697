"""What all commands share: arguments, errors, streams, progress and Ctrl-C.

The lowest layer: every other package of the league may import it, and so may `viewer` and `botkit.tools`.
"""
