"""The subcommands of `viewer`, one a file."""
