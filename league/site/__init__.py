"""The league as a folder of static pages: ladders, bots, meetings of two bots, and games that play in the browser.

Imports ladders, reports and the queries of the store, and `viewer.web` for the pages of games; imported by the commands
and by `league.discord`.
"""
