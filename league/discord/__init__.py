"""The league on Discord: takes bots, plays them by itself, tells what came of it.

What arrives is written down (inbox) before it is worked on, and what is to be said (outbox) before it is sent, both in
one SQLite file beside the league's store: whatever ends the process, the next one goes on, and says nothing twice.
"""
