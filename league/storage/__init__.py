"""The league's store: all SQL, the files of logs, locks and caches.

Imports `cli`, `match`, `bots` and `ratings`; imported by everything that keeps or reads results.
"""
