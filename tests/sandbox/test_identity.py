"""The identity of a program's files."""

from __future__ import annotations

from sandbox.identity import identity


def test_it_is_frozen():
    files = [("guns.py", "x = 1\n"), ("main.py", "# naïve\n")]
    assert identity(files) == "2f13476ce6b65164fca3079728056539977c54cd22321f00afa7fad37a4efee9"
    assert identity([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_no_two_lists_run_together():
    lists = [[("a", "bc")], [("ab", "c")], [("a", "b"), ("c", "")], [("a", ""), ("bc", "")], [("bc", "a")]]
    assert len({identity(files) for files in lists}) == len(lists)
