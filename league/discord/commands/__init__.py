"""The slash commands about bots, matches and for hosts.

Imported by the client alone; what they need of it is in `services`.
"""
