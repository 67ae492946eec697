"""The match manager: plays batches of matches, writes their logs and sidecars.

Knows neither store nor ladder; imported by everything that plays or reads matches.
"""
