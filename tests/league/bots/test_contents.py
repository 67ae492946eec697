from __future__ import annotations

from league.bots.contents import collect


def test_a_data_file_that_cannot_be_read_is_left_out_without_the_path_of_the_host() -> None:
    def denied() -> bytes:
        raise PermissionError(13, "Permission denied", "/home/ada/bots/ace/book.json")

    found = collect([("main.py", lambda: b"x = 1"), ("book.json", denied)])
    assert found.files == (("main.py", "x = 1"),)
    assert found.left_out == ("book.json: cannot be read (Permission denied)",)
