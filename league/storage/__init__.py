"""The league's store and how to open it, queries of it, its SQLite file, the files of logs, locks and caches.

Imports `cli`, `match`, `bots` and `ratings`; imported by everything that keeps or reads results.
"""
