"""The subcommands of `botkit`, one module each.

Imported by `botkit.tools.cli` only.
"""
