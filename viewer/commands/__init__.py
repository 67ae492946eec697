"""The subcommands of `viewer`, one module each.

Imported by `viewer.cli` only.
"""
