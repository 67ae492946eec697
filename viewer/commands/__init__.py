"""The subcommands of `viewer`, one module each."""
