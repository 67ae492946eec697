"""The fingerprint of a folder changes with its bots, and with nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from league.host.folder import look_at


def test_every_change_of_a_bot_is_noticed(bots: Path) -> None:
    large = bots / "large"
    (large / "parts").mkdir(parents=True)
    (large / "main.py").write_text("import parts.gun\n")
    (large / "parts" / "gun.py").write_text("SHOTS = 3\n")
    seen = [look_at(bots)]
    assert seen[0].bots == 5

    def changed() -> bool:
        seen.append(look_at(bots))
        return seen[-1].fingerprint not in {one.fingerprint for one in seen[:-1]}

    (bots / "idle.py").write_text("def tick(ship): ...\n")
    assert changed()
    os.utime(bots / "idle.py", ns=(1, 1))
    assert changed()
    (large / "parts" / "gun.py").write_text("SHOTS = 30\n")
    assert changed()
    (bots / "left.py").rename(bots / "right.py")
    assert changed()
    (bots / "right.py").unlink()
    assert changed()
    assert seen[-1].bots == 4


def test_what_is_no_bot_is_not_looked_at(bots: Path) -> None:
    before = look_at(bots)
    (bots / ".league").mkdir()
    (bots / ".league" / "league.sqlite").write_text("x")
    (bots / "README.md").write_text("x")
    (bots / "__pycache__").mkdir()
    (bots / "__pycache__" / "idle.pyc").write_text("x")
    assert look_at(bots) == before


def test_a_link_is_not_followed(bots: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("x")
    (bots / "link.py").symlink_to(tmp_path / "secret.py")
    before = look_at(bots)
    (tmp_path / "secret.py").write_text("longer")
    assert look_at(bots) == before
