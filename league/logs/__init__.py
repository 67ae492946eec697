"""The logs of matches as files: one log a file with its sidecar beside it, or many in a pack.

Imports only the engine, `league.match` and `league.cli`; the viewer and botkit read logs with it.
"""
