"""Which guest is loaded, and the errors of a checkout without the right one."""

from __future__ import annotations

import json

import pytest

from sandbox import Guest, GuestError, build


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a guest that was built from its sources."""
    for path, file in build.sources():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(file.read_bytes())
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "PARTS", tmp_path / "sandbox" / "guest")
    monkeypatch.setattr(build, "WASM", tmp_path / "sandbox" / "guest.wasm")
    monkeypatch.setattr(build, "FACTS", tmp_path / "sandbox" / "guest.json")
    monkeypatch.setattr(Guest, "_loaded", None)
    build.WASM.write_bytes(b"wasm")
    facts = {
        "sha256": "2aa5d3ca93e7ba8fb8d3ab3ccd0b7d3a6d7f4f6fbd9e7ae4cf9d3ff4d7a1e0d7",
        "sources": build.sources_hash(),
    }
    build.FACTS.write_text(json.dumps(facts | {"componentize_py": build.COMPONENTIZE_PY, "seeded": True}))
    return tmp_path


def test_it_is_one_a_process(guest):
    assert Guest.load() is guest and Guest.load(check=True) is guest
    assert guest.sha256 == build.facts()["sha256"] and len(guest.sha256) == 64


def test_a_process_that_may_map_too_little_for_one_bot_is_refused_before_anything_is_compiled(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (2_000_000_000 if kind == resource.RLIMIT_AS else -1, -1))
    with pytest.raises(GuestError, match=r"may map 2.0 GB, and each bot .* needs 4.3 GB: raise `ulimit -v`"):
        Guest.load()


def test_a_missing_guest_names_the_command(checkout):
    build.WASM.unlink()
    for check in (True, False):
        with pytest.raises(GuestError, match=r"not built: run `python -m sandbox.build`"):
            Guest.load(check=check)


@pytest.mark.parametrize("path", ["botkit/vec.py", "sandbox/guest/guest_app.py", "sandbox/guest/bot.wit"])
def test_a_guest_older_than_its_sources_names_the_command(checkout, path):
    with (checkout / path).open("a") as file:
        file.write("\n")
    with pytest.raises(GuestError, match=r"does not match its sources: run `python -m sandbox.build`"):
        Guest.load(check=True)


def test_a_new_file_in_the_kit_makes_the_guest_old(checkout):
    before = build.sources_hash()
    (checkout / "botkit" / "new.py").write_text("")
    assert build.sources_hash() != before
    (checkout / "botkit" / "new.py").unlink()
    (checkout / "botkit" / "tools").mkdir()
    (checkout / "botkit" / "tools" / "cli.py").write_text("")
    assert build.sources_hash() == before


def test_a_guest_that_is_not_the_built_one_names_the_command(checkout):
    with pytest.raises(GuestError, match=r"damaged: run `python -m sandbox.build`"):
        Guest.load(check=True)


def test_building_again_does_nothing_when_nothing_changed(guest, capsys):
    before = build.WASM.stat().st_mtime_ns
    assert build.build() is False and build.main([]) == 0
    assert capsys.readouterr().out.startswith("up to date: sandbox/guest.wasm")
    assert build.WASM.stat().st_mtime_ns == before


def test_building_without_the_right_componentize_py_says_so(checkout, monkeypatch, capsys):
    monkeypatch.setattr(build, "COMPONENTIZE_PY", "0.0.1")
    assert build.main([]) == 2
    assert capsys.readouterr().err.startswith("error: componentize-py ")


def test_asking_for_help_builds_nothing(checkout, capsys):
    build.WASM.unlink()
    with pytest.raises(SystemExit) as ended:
        build.main(["--help"])
    assert ended.value.code == 0
    assert "usage: python -m sandbox.build" in capsys.readouterr().out
    assert not build.WASM.exists()


def test_what_a_bot_makes_lies_together_in_few_pages(start):
    source = "def bot_main(o): return {'pages': len({id(thing) >> 12 for thing in [object() for _ in range(4000)]})}\n"
    assert json.loads(start(source).tick(b"{}", 0))["pages"] < 40  # of 4 KB, each copied for this instance; 16 are full


def test_the_image_holds_nothing_that_the_compiler_left(start):
    end = json.loads(start("def bot_main(o): return {'end': id(object())}\n").tick(b"{}", 0))["end"]
    assert end < 14_000_000  # bytes; 19 million when the guest's build compiles its modules


def test_a_start_asks_little_of_the_host(start):
    assert start("def bot_main(o): return {}\n", host_calls=4, host_bytes=64).tick(b"{}", 0) == "{}"
