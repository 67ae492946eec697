"""Submissions: the inbox, and the intake that fetches, checks and answers them.

Imported by the services and the client.
"""
