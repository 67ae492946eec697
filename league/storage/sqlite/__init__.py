"""SQLite files with versioned schemas: transactions, migrations, damage, temporary copies.

The lowest part of the storage; also used for the state of the Discord bot.
"""
