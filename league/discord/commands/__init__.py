"""The slash commands, by whom they concern: bots, matches, hosts."""
