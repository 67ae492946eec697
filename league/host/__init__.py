"""The host of a league: plays runs on a schedule and after new versions, and keeps the site up to date.

Imported by `league.commands` and by the Discord bot, which is one listener of its runs; knows nothing of Discord. Its
state is in `.league/host.sqlite`, beside the store.
"""
