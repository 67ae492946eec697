"""Cards: what the bot shows, as embeds; pure functions of facts.

Imported by the intake, the runner, the services and the commands.
"""
