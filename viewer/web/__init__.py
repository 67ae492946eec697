"""A match as a web page: packing of its states, and the page that plays them. Needs neither arcade nor a browser.

Imports `viewer.model`; imported by `viewer.commands`, and by the league's site. To make one page that needs nothing
beside it, or many that share their script:

    data = pack(trace(log), sidecar)
    page = match_page(data, "Hunter against Circle")               # one self-contained file

    for key, found in traces(logs):                                # logs by key; many are simulated at once
        if isinstance(found, Trace):
            write(key, match_page(pack(found), title(key), assets="../replay"))
    write_all(player_files())                                      # replay.js and replay.css, once, in that folder
"""
