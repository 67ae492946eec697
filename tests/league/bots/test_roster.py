from __future__ import annotations

import os
from pathlib import Path

import pytest

from league.bots.archives import MAX_ARCHIVE, write_zip
from league.bots.bounds import MAX_FILE, MAX_FILES, MAX_TOTAL
from league.bots.roster import Entry, read_entry, read_folder
from league.cli.errors import LeagueError
from sandbox.identity import identity

LANGUAGES = Path(__file__).parents[3] / "examples" / "languages"


def entries(folder: Path) -> dict[str, Entry]:
    return {entry.path.name: entry for entry in read_folder(folder)}


def test_a_file_and_a_folder_are_bots(tmp_path: Path) -> None:
    (tmp_path / "solo.py").write_bytes("x = 'ä'\r\n".encode())
    inner = tmp_path / "team" / "parts"
    inner.mkdir(parents=True)
    (tmp_path / "team" / "main.py").write_text("import parts.wing")
    (inner / "wing.py").write_text("span = 2")
    (tmp_path / "team" / "notes.md").write_text("not mine to read")
    found = entries(tmp_path)
    assert found["solo.py"].files == (("main.py", "x = 'ä'\r\n"),)
    assert found["team"].files == (("main.py", "import parts.wing"), ("parts/wing.py", "span = 2"))
    assert found["team"].identity == identity(found["team"].files)
    assert [entry.problem for entry in found.values()] == [None, None]


def test_the_text_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text("(" * 5000 + "\0")
    assert entries(tmp_path)["odd.py"].problem is None


def test_what_is_no_bot_is_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.py", "README.md", "picture.png"):
        (tmp_path / name).write_text("")
    for name in ("__pycache__", ".league", "pictures"):
        (tmp_path / name).mkdir()
    (tmp_path / "__pycache__" / "a.py").write_text("")
    (tmp_path / "bot1").mkdir()
    for name in (".git", "__pycache__"):
        (tmp_path / "bot1" / name).mkdir()
        (tmp_path / "bot1" / name / "junk.py").write_text("")
    (tmp_path / "bot1" / "main.py").write_text("")
    found = entries(tmp_path)
    assert list(found) == ["bot1"]
    assert found["bot1"].files == (("main.py", ""),)


@pytest.mark.parametrize(
    "name",
    [
        "a.py",
        "9lives.py",
        "with space.py",
        "dots.in.py",
        "x" * 25 + ".py",
        "ünder.py",
        "-dash.py",
        "[red]bot.py",
        "a\nb.py",
    ],
)
def test_a_hostile_name_is_refused_and_shown_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    (tmp_path / "good.py").write_text("")
    found = entries(tmp_path)
    assert found["good.py"].problem is None
    assert "a name is" in str(found[name].problem)
    assert found[name].name.isprintable()
    assert found[name].files == ()


def test_a_name_that_is_not_text_is_refused(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(bytes(tmp_path) + b"/b\xffd.py")).write_text("")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (entry,) = read_folder(tmp_path)
    assert entry.problem
    assert entry.name.isprintable()


def test_a_module_is_a_bot_with_its_bytes(tmp_path: Path) -> None:
    module = (LANGUAGES / "lancer.wasm").read_bytes()
    (tmp_path / "lancer.wasm").write_bytes(module)
    (entry,) = read_folder(tmp_path)
    assert (entry.name, entry.problem, entry.files) == ("lancer", None, (("main.wasm", module),))
    assert entry.identity == identity(entry.files)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a WebAssembly module"),
        (b"\0asm\r\0\1\0", "is it a component?"),
        (b"\0asm\1\0\0\0", "does not export memory"),
        (b"\0asm\1\0\0\0\2\5\1\0\0\0\0", "a bot cannot import anything"),
        (b"\0asm" + b"\xff" * 300_000, "more than 256 KB"),
    ],
)
def test_a_module_that_can_not_play_is_refused_before_it_is_compiled(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "odd.wasm").write_bytes(content)
    (entry,) = read_folder(tmp_path)
    assert words in str(entry.problem)
    assert entry.files == ()


def test_a_link_to_a_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linked.wasm").symlink_to(LANGUAGES / "lancer.wasm")
    assert "symbolic link" in str(read_entry(tmp_path / "linked.wasm").problem)


def test_a_zip_is_a_bot_the_same_as_the_folder_that_it_was_made_of(tmp_path: Path) -> None:
    files = (("main.py", "import parts.wing"), ("parts/wing.py", "span = 2"))
    (tmp_path / "packed.zip").write_bytes(write_zip(files))
    (tmp_path / "again.zip").write_bytes(write_zip(tuple((f"again/{path}", text) for path, text in files)))
    (tmp_path / "plain" / "parts").mkdir(parents=True)
    for path, text in files:
        (tmp_path / "plain" / path).write_text(text)
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "linked.zip").symlink_to(tmp_path / "packed.zip")
    (tmp_path / "large.zip").write_bytes(bytes(MAX_ARCHIVE + 1))
    found = entries(tmp_path)
    assert {found[name].identity for name in ("packed.zip", "again.zip", "plain")} == {identity(files)}
    assert found["packed.zip"].files == files
    assert found["bad.zip"].code == "archive"
    assert found["linked.zip"].code == "link"
    assert found["large.zip"].code == "size"


def test_a_suffix_may_be_written_large(tmp_path: Path) -> None:
    (tmp_path / "bot.PY").write_text("speed = 1")
    found = entries(tmp_path)["bot.PY"]
    assert (found.name, found.files, found.problem) == ("bot", (("main.py", "speed = 1"),), None)
    assert read_entry(tmp_path / "bot.PY") == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("twin.py", "twin"),
        ("Twin.py", "twin.py"),
        ("twin.py", "twin.zip"),
        ("twin.py", "twin.wasm"),
        ("twin.py", "twin.PY"),
    ],
)
def test_two_entries_with_one_stem_are_both_refused(tmp_path: Path, one: str, other: str) -> None:
    for name in (one, other):
        if "." in name:
            (tmp_path / name).write_text("")
        else:
            (tmp_path / name).mkdir()
            (tmp_path / name / "main.py").write_text("")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes no two names that differ in case")
    (tmp_path / "good.py").write_text("")
    found = entries(tmp_path)
    assert found["good.py"].problem is None
    for name in (one, other):
        assert "have the same name" in str(found[name].problem)
        assert found[name].files == ()


def test_symbolic_links_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("token")
    folder = tmp_path / "bots"
    (folder / "team").mkdir(parents=True)
    (folder / "linked.py").symlink_to(secret)
    (folder / "gone.py").symlink_to(tmp_path / "nowhere")
    (folder / "team" / "main.py").write_text("")
    (folder / "team" / "helper.py").symlink_to(secret)
    (folder / "whole").symlink_to(folder / "team")
    (folder / "deep").mkdir()
    (folder / "deep" / "main.py").write_text("")
    (folder / "deep" / "up").symlink_to(tmp_path)
    found = entries(folder)
    assert len(found) == 5
    for entry in found.values():
        assert "symbolic link" in str(entry.problem), entry
        assert "token" not in str(entry.files)


def test_a_pipe_does_not_hang_the_league(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert "regular file" in str(entries(tmp_path)["pipe.py"].problem)


def test_sizes_and_counts_are_capped(tmp_path: Path) -> None:
    (tmp_path / "just.py").write_bytes(b"#" * MAX_FILE)
    (tmp_path / "large.py").write_bytes(b"#" * (MAX_FILE + 1))
    for name, files, size in (("many", MAX_FILES + 1, 1), ("heavy", MAX_TOTAL // MAX_FILE + 1, MAX_FILE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text("")
        for i in range(files):
            (tmp_path / name / f"part{i}.py").write_bytes(b"#" * size)
    deep = tmp_path / "deep"
    deep.mkdir()
    (deep / "main.py").write_text("")
    for _ in range(20):
        deep = deep / "d"
        deep.mkdir()
    (deep / "part.py").write_text("")
    found = entries(tmp_path)
    assert found["just.py"].problem is None
    assert "256 KB" in str(found["large.py"].problem)
    assert f"more than {MAX_FILES}" in str(found["many"].problem)
    assert "1024 KB in all" in str(found["heavy"].problem)
    assert "deeper" in str(found["deep"].problem)


def test_a_crowded_folder_is_not_walked_for_ever(tmp_path: Path) -> None:
    (tmp_path / "crowd").mkdir()
    (tmp_path / "crowd" / "main.py").write_text("")
    for i in range(1001):
        (tmp_path / "crowd" / f"{i}.txt").touch()
    assert "more than 1000" in str(entries(tmp_path)["crowd"].problem)


def test_text_is_utf_8_and_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\n")
    (tmp_path / "wide.py").write_bytes("x = 1".encode("utf-16"))
    (tmp_path / "marked.py").write_bytes(b"\xef\xbb\xbfx = 1")
    found = entries(tmp_path)
    assert "not UTF-8 text (byte 5)" in str(found["latin.py"].problem)
    assert "not UTF-8" in str(found["wide.py"].problem)
    assert found["marked.py"].files == (("main.py", "x = 1"),)


def test_a_folder_of_python_without_a_main_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "bot.py").write_text("")
    assert "main.py" in str(entries(tmp_path)["team"].problem)


def test_odd_names_inside_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "main.py").write_text("")
    (tmp_path / "team" / "a b.py").write_text("")
    assert "a b.py: invalid name" in str(entries(tmp_path)["team"].problem)


def test_one_entry_alone_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "solo.py").write_text("x")
    assert read_entry(tmp_path / "solo.py").files == (("main.py", "x"),)
    assert read_entry(tmp_path / "none.py").problem


def test_a_missing_folder_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LeagueError, match="no such folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(LeagueError, match="is not a folder"):
        read_folder(tmp_path / "file")
