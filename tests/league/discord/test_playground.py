"""The playground that docs/discord.md names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from wat_bots import MODULE


def test_a_bot_is_sent_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "ace.wasm").write_bytes(MODULE)
    script = Path(__file__).with_name("playground.py")
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "bots")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=script.parents[3],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"send {tmp_path / 'ace.wasm'}\nsend nothing.py\n")
        process.stdin.flush()
        said = ""
        while "ace is in" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        process.stdin.close()
        assert process.wait(60) == 0
    assert "nothing.py" in said
