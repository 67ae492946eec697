"""What flies the ships that do not learn: scripted policies, networks, pools, and bots in the sandbox."""
