"""Volunteers: machines that nobody trusts play a league's games over HTTPS, and the host checks what they say.

The only package besides the Discord bot that imports aiohttp, when a command needs it.
"""
