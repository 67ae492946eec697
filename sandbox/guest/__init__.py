"""What is built into the guest: sources that componentize-py takes, never imported in this process.

Imports `botkit` and the standard library, inside the guest.
"""
