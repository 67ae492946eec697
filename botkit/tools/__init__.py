"""The developer's tools: the command `botkit`.

Imports `league`, `sandbox` and `systems`; never imported by a bot, nor by another package.
"""
