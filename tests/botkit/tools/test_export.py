"""`botkit export`: from the file of a network to a bot that the league accepts."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from botkit.network import Layer, Network
from botkit.network.arithmetic import OUTPUTS
from botkit.network.fields import FIELDS
from botkit.tools.commands import export

ROWS = {"own": 1, "arena": 1, "foes": 1}


def network_of(*widths: int, fields: dict[str, Any] = FIELDS) -> Network:
    inputs = {name: (rows, tuple(fields[name])) for name, rows in ROWS.items()}
    size, rng = sum(rows * len(names) for rows, names in inputs.values()), np.random.default_rng(1)
    sizes = [size, *widths, OUTPUTS["box"]]
    layers = [
        Layer.quantised(rng.normal(size=(sizes[n + 1], sizes[n])) / 9, np.zeros(sizes[n + 1]))
        for n in range(len(sizes) - 1)
    ]
    return Network(inputs, tuple(layers))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    network_of(16).save(tmp_path / "policy.json")
    return tmp_path / "policy.json"


def test_the_league_accepts_what_it_writes(botkit: Callable[..., Any], policy: Path, tmp_path: Path) -> None:
    done = botkit("export", policy, "ace")
    assert done.code == 0 and done.err == ""
    assert done.out == (
        "Wrote ace: a network of 27-16-5, 533 weights and biases. Watch it fight:\n\n"
        "    botkit check ace\n    botkit run ace hunter\n\n"
    )
    assert sorted(file.name for file in (tmp_path / "ace").iterdir()) == [
        "main.py",
        "network.py",
        "observation.py",
        "weights.py",
    ]
    assert (
        (tmp_path / "ace" / "main.py")
        .read_text()
        .startswith('"""ace flies by a network of 533 weights and biases, 27-16-5')
    )
    checked = botkit("check", "ace", "--json")
    (found,) = checked.json
    assert checked.code == 0 and found["ok"], found
    assert found["outside"]["first_difference"] is None
    assert found["tick_fuel_max"] < 5_000_000


def test_it_overwrites_only_by_force(
    botkit: Callable[..., Any], policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert botkit("export", policy, "ace/").code == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "ace").iterdir()}
    network_of(8).save(policy)
    done = botkit("export", policy, "ace")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: ace already exists: choose another name, or overwrite it with --force\n"
    assert {file.name: file.read_bytes() for file in (tmp_path / "ace").iterdir()} == before
    (tmp_path / "ace" / "notes.txt").write_text("kept")
    assert botkit("export", policy, "ace", "--force").code == 0
    assert (tmp_path / "ace" / "notes.txt").read_text() == "kept"
    assert (tmp_path / "ace" / "weights.py").read_bytes() != before["weights.py"]
    (tmp_path / "king").write_text("a file")
    assert botkit("export", policy, "king", "--force").code == 2
    assert (tmp_path / "king").read_text() == "a file"
    (tmp_path / "king.wasm").mkdir()
    monkeypatch.setattr(export, "compile_bot", lambda *_: b"")
    done = botkit("export", policy, "king", "--wasm", "--force")
    assert (done.code, done.err.splitlines()[-1]) == (2, "error: king.wasm: Is a directory")


def test_an_export_that_fails_half_way_leaves_no_bot(botkit: Callable[..., Any], policy: Path, tmp_path: Path) -> None:
    (tmp_path / "ace" / "weights.py" / "kept").mkdir(parents=True)
    done = botkit("export", policy, "ace", "--force")
    assert (done.code, done.out) == (2, "") and done.err.count("\n") == 1
    assert not (tmp_path / "ace" / "main.py").exists()


def test_it_does_not_wait_for_a_pipe(botkit: Callable[..., Any], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "policy.json")
    done = botkit("export", "policy.json", "ace")
    assert (done.code, done.err) == (2, "error: policy.json: not a regular file\n")


@pytest.mark.parametrize("name", ["", "a", "../ace", "ace.py", "con", "ace.wasm"])
def test_it_refuses_names_that_no_bot_can_have(
    botkit: Callable[..., Any], policy: Path, tmp_path: Path, name: str
) -> None:
    done = botkit("export", policy, name)
    assert done.code == 2 and "is not a valid bot name" in done.err and done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [policy]


def test_it_refuses_what_is_no_network_that_a_bot_can_run(botkit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    network_of(4, fields=FIELDS | {"foes": ["sensed", "x"]}).save(path)
    old = path.read_bytes()
    strange = path.read_text().replace('"inputs": [', '"inputs": [{"block": "\\",exit()", "rows": 1, "fields": []}, ')
    network_of(1000, 200).save(path)
    for data, error in [
        (None, "policy.json: No such file or directory"),
        (b"", "policy.json: it is not the JSON text of a network"),
        (b"[" * 100_000, "policy.json: it is not the JSON text of a network"),
        (old, "policy.json: the fields of 'foes' are not those of this version"),
        (strange.encode(), "policy.json: the fields of '\",exit()' are not those of this version"),
        (old.replace(b'"rows": 1', b'"rows": 2', 1), "policy.json: layer 0 has 16 inputs, not 26"),
        (
            path.read_bytes(),
            " KB, of which a league takes at most 256: train a smaller network",
        ),
    ]:
        path.unlink(missing_ok=True)
        if data is not None:
            path.write_bytes(data)
        done = botkit("export", path, "ace")
        assert done.code == 2 and done.out == "" and error in done.err and done.err.count("\n") == 1, done.err
        assert not (tmp_path / "ace").exists()


def test_a_module_needs_a_compiler(
    botkit: Callable[..., Any], policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "0.1")
    done = botkit("export", policy, "ace", "--wasm")
    assert done.code == 2 and not (tmp_path / "ace.wasm").exists()
    assert done.err.splitlines()[-1] == "error: ziglang 0.17.1 is needed to compile C: pip install ziglang==0.17.1"


def test_the_league_accepts_a_module(botkit: Callable[..., Any], policy: Path, tmp_path: Path) -> None:
    if find_spec("ziglang") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no ziglang: pip install 'spacecode[native]'")
    done = botkit("export", policy, "ace", "--wasm")
    assert done.code == 0
    assert done.out.endswith("    botkit check ace.wasm\n    botkit run ace.wasm hunter --sandbox\n\n")
    assert botkit("export", policy, "ace.wasm", "--wasm").code == 2
    checked = botkit("check", "ace.wasm", "--json")
    assert checked.code == 0 and checked.json[0]["tick_fuel_max"] < 400_000


def test_modules_read_json_as_the_example_in_c_does() -> None:
    root = Path(__file__).parents[3]
    template, example = root / "botkit" / "network" / "template", root / "examples" / "languages" / "c"
    assert (template / "json.h").read_bytes() == (example / "json.h").read_bytes()
