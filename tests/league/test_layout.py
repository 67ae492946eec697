from __future__ import annotations

import ast
from pathlib import Path

import league

ROOT = Path(league.__file__).parent
SQL = {"execute", "executemany", "executescript"}
OWN_STATE = {
    Path("discord", "state.py"),
    Path("discord", "intake", "inbox.py"),
    Path("discord", "people.py"),
    Path("discord", "posts", "outbox.py"),
    Path("host", "state.py"),
    Path("host", "state_file.py"),
}


def test_sql_is_written_in_the_storage_and_in_the_state_of_the_bot_on_discord() -> None:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        module = path.relative_to(ROOT)
        if module.parts[0] == "storage" or module in OWN_STATE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL:
                found.append(f"{module}:{node.lineno}")
    assert found == []
