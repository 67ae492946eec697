"""The league on Discord: accepts bots, plays runs on a schedule, and posts the results. Imported by `league discord`.

Submissions (inbox) and posts (outbox) are stored before they are processed, in one SQLite file beside the league's
store: after a crash the next process resumes, and nothing is posted twice.
"""
