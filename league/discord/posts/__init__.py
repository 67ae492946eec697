"""Posts: their content (run report, digest, charts, clips, the site), the outbox, and the poster that delivers them.

Imported by the cards, the intake, the runner, the commands and the client; knows none of them.
"""
