"""The plumbing of commands: arguments, errors, streams, progress and Ctrl-C.

The lowest layer: every other room may import it, and so may `viewer` and `botkit.tools`.
"""
