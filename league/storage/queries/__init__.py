"""Queries of a store, by subject, as functions of an open `Store`.

Imports the store; imported by whoever reads or corrects results.
"""
