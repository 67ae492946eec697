"""Generate parts of the pages in docs: `python docs/make.py` (or `make docs`).

A generated part stands between `<!-- made: NAME -->` and `<!-- end -->`: the reference of botkit, from its docstrings
and type hints. A text block that follows a block of commands shows their output; `--outputs` runs them again. A block
of Python whose first line names a file, as in `# ace.py`, is the whole of that file, with this line.
"""

from __future__ import annotations

import argparse
import inspect
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botkit
from botkit import arena, contact, draw, match, senses, ship, tactics, threat, track
from botkit.tools import cli, scene
from botkit.tools.levels.course import COURSE
from botkit.tools.levels.medals import MEDALS

HERE = Path(__file__).parent
PAGES = ("first-bot.md", "strategy.md", "evidence.md")  # that are run from top to end
ROOT = HERE.parent
PARTS: dict[str, Callable[[], str]] = {}


def part(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a function as the generator of a part."""

    def keep(make: Callable[[], str]) -> Callable[[], str]:
        PARTS[name] = make
        return make

    return keep


def facts(kind: type) -> str:
    """Return the properties of a class as a table: name, type, what it is."""
    return "\n".join(["| | type | what it is |", "| --- | --- | --- |", rows_of(kind)]).rstrip()


def rows_of(kind: type) -> str:
    """Return the rows of this table."""
    rows = []
    for name, value in members(kind):
        if isinstance(value, property):
            returns = inspect.signature(value.fget).return_annotation  # type: ignore[arg-type]
            rows.append(f"| `{name}` | `{str(returns).replace('|', 'or')}` | {one_line(value)} |")
    return "\n".join(rows)


def attributes(kind: type) -> str:
    """Return the `Attributes:` of a class's docstring as a table."""
    text = section(inspect.getdoc(kind) or "", "Attributes")
    rows = ["| | what it is |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| {names(name)} | {words} |" for name, words in entries(text))])


def calls(kind: type, call: str) -> str:
    """Return the methods of a class, one heading each."""
    found = []
    for name, value in members(kind):
        if inspect.isfunction(value):
            found.append(described(value, f"{call}.{name}", name))
    return "\n\n".join(found)


def described(function: Any, call: str, name: str) -> str:
    """Return a function's heading, signature and docstring."""
    return f"### {name}\n\n`{call}{shown_signature(function)}`\n\n{prose(inspect.getdoc(function) or '')}"


def shown_signature(function: Any) -> str:
    """Return a function's signature as it is called, without quotes around types."""
    signature = inspect.signature(function)
    kept = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    return re.sub(r"'([^']*)'", r"\1", str(signature.replace(parameters=kept)))


def members(kind: type) -> Iterator[tuple[str, Any]]:
    for name, value in vars(kind).items():
        if not name.startswith("_"):
            yield name, value.__func__ if isinstance(value, classmethod) else value


def one_line(value: Any) -> str:
    return " ".join((inspect.getdoc(value) or "").split()).replace("|", "\\|")


def prose(doc: str) -> str:
    """Convert a docstring to Markdown, with its sections as lists."""
    head = re.split(r"\n(?=(?:Args|Returns|Raises|Attributes):\n)", doc)
    found = [head[0].strip()]
    for text in head[1:]:
        title, _, body = text.partition(":\n")
        words = {"Args": "", "Returns": "Returns ", "Raises": "Raises "}[title]
        if title == "Returns":
            found.append(words + lower(" ".join(body.split())))
            continue
        lines = [f"- `{name}`: {what}" for name, what in entries(body)]
        found.append(
            "\n".join(lines) if title == "Args" else words + "; ".join(line[2:].rstrip(".") for line in lines) + "."
        )
    return "\n\n".join(found)


def lower(text: str) -> str:
    return text[0].lower() + text[1:] if text[:2] != text[:2].upper() else text


def section(doc: str, title: str) -> str:
    found = re.search(rf"{title}:\n((?: +.*\n?|\n)+)", doc)
    assert found, title
    return found[1]


def entries(text: str) -> list[tuple[str, str]]:
    """Return the entries `name: words` of a docstring's section, with continued lines joined."""
    joined = re.sub(r"\n\s{5,}", " ", inspect.cleandoc("\n" + text))
    joined = re.sub(r"\n +", " ", joined)
    return [(name.strip(), words.strip()) for name, _, words in (line.partition(":") for line in joined.splitlines())]


def names(text: str) -> str:
    return ", ".join(f"`{name.strip()}`" for name in text.split(","))


@part("facts")
def _facts() -> str:
    return facts(senses.Senses) + "\n" + rows_of(tactics.Tactics)


@part("orders")
def _orders() -> str:
    return calls(ship.Ship, "ship")


@part("levels")
def _levels() -> str:
    found = []
    for number, level in enumerate(COURSE, 1):
        pages = [page.removeprefix("docs/") for page in level.pages]
        links = [
            f"[{(page.partition('#')[2] or page.removesuffix('.md')).replace('-', ' ')}]({page})" for page in pages
        ]
        takes = " | ".join(level.takes(medal) for medal in MEDALS)
        found += [f"## {number}. {level.title}", f"`botkit learn {level.name}`: {level.task}"]
        found.append(f"| {' | '.join(MEDALS)} |\n| --- | --- | --- |\n| {takes} |")
        found += [f"To read: {', '.join(links)}.", f"![{level.picture}](pictures/learn-{level.name}.png)"]
    return "\n\n".join(found)


@part("tactics")
def _tactics() -> str:
    return calls(tactics.Tactics, "ship")


@part("threats")
def _threats() -> str:
    return f"{one_line(threat.Threat)}\n\n{facts(threat.Threat)}"


@part("tracks")
def _tracks() -> str:
    return f"{one_line(track.Track)}\n\n{facts(track.Track)}"


@part("drawings")
def _drawings() -> str:
    text = inspect.getdoc(draw.Draw) or ""
    rows = [f"`draw.{name}`" for name, value in members(draw.Draw) if inspect.isfunction(value) and name != "clear"]
    lines = []
    for name in rows:
        function = getattr(draw.Draw, name.strip("`").split(".")[1])
        shown = re.sub(r"'([^']*)'", r"\1", str(inspect.signature(function))).replace("self, ", "")
        lines.append(f"- `ship.{name.strip('`')}{shown}`: {one_line(function)}")
    return f"{text.removeprefix('`ship.draw`. ')}\n\n" + "\n".join(lines)


@part("contacts")
def _contacts() -> str:
    """Return every kind, with what it adds to its base."""
    shown = [("### contact", contact.Contact), ("### ships", contact.ShipContact), ("### allies", contact.Ally)]
    shown += [
        ("### projectile", contact.Projectile),
        ("### asteroid", contact.Asteroid),
        ("### beacon", contact.Beacon),
    ]
    return "\n\n".join(f"{title}\n\n{one_line(kind)}\n\n{facts(kind)}{methods(kind)}" for title, kind in shown)


def methods(kind: type) -> str:
    """Return the methods of a kind of contact, one paragraph each."""
    return "".join(
        f"\n\n`{kind.__name__.lower()}.{name}{shown_signature(value)}`\n\n{prose(inspect.getdoc(value) or '')}"
        for name, value in members(kind)
        if inspect.isfunction(value)
    )


@part("match")
def _match() -> str:
    shown = [("### match", match.Match), ("### arena", arena.Arena), ("### bodies", arena.Body)]
    return "\n\n".join(f"{title}\n\n{attributes(kind)}" for title, kind in shown)


@part("geometry")
def _geometry() -> str:
    doc = one_line(botkit.Vec)
    makers = "\n".join(f"- `{shown_call(name, value)}`: {one_line(value)}" for name, value in members(botkit.Vec))
    functions = [botkit.intercept, botkit.angle_difference, botkit.stopping_distance]
    described_all = "\n\n".join(described(function, function.__name__, function.__name__) for function in functions)
    return f"### Vec\n\n{doc}\n\n{makers}\n\n{described_all}"


def shown_call(name: str, value: Any) -> str:
    """Return a member of a class as used in code: a property by its name, a method with its parameters."""
    if isinstance(value, property):
        return name
    signature = inspect.signature(value)
    kept = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    shown = str(signature.replace(parameters=kept, return_annotation=inspect.Signature.empty))
    return name + re.sub(r"'([^']*)'", r"\1", shown)


@part("commands")
def _commands() -> str:
    rows = ["| command | what it does | example |", "| --- | --- | --- |"]
    return "\n".join(rows + [f"| `botkit {n}` | {c.help} | `{c.example}` |" for n, c in cli.COMMANDS.items()])


@part("scene")
def _scene() -> str:
    doc = prose(inspect.getdoc(scene.Scene) or "")
    lines = [f"- `scene.{shown_call(name, value)}`: {first_line(value)}" for name, value in members(scene.Scene)]
    state = "; ".join(f"`{name}` {words.rstrip('.')}" for name, words in entries(section(
        inspect.getdoc(scene.ShipState) or "", "Attributes")))  # fmt: skip
    return f"{doc}\n\n" + "\n".join(lines) + f"\n\nA ship's state: {state}."


def first_line(value: Any) -> str:
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def made(page: str) -> str:
    """Return a page with its generated parts renewed. Raises KeyError for an unknown part."""
    return re.sub(
        r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)",
        lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}",
        page,
        flags=re.DOTALL,
    )


BOTS = re.compile(r"```python\n(# (\w+\.py)\n.*?)```", re.DOTALL)
BLOCK = re.compile(r"```(python|sh|text)\n(.*?)```", re.DOTALL)
TYPED = "c\n"  # what is typed where a command asks


def with_outputs(page: str) -> str:
    """Return a page with the output of its commands renewed, run in order from the top."""
    with tempfile.TemporaryDirectory() as folder:
        last = ""

        def again(found: re.Match[str]) -> str:
            nonlocal last
            kind, text = found[1], found[2]
            if kind == "text" and last:
                text, last = last, ""
            elif kind == "sh":
                last = "".join(run(line, Path(folder)).stdout for line in text.splitlines())
            elif kind == "python" and text.startswith("# "):
                Path(folder, text.split()[1]).write_text(text, encoding="utf-8")
            return f"```{kind}\n{text.rstrip()}\n```"

        return BLOCK.sub(again, page)


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line as typed by the reader, but without windows, in a folder."""
    words = line.replace(" --view", "").split("#")[0]
    binaries = Path(sys.executable).parent
    script = f"export PATH={binaries}:$PATH COLUMNS=100; {words}"
    return subprocess.run(["sh", "-c", script], cwd=folder, input=TYPED, capture_output=True, text=True, check=False)


def main() -> None:
    """Write every page with changed parts."""
    parser = argparse.ArgumentParser(description="Generate parts of the pages in docs/.")
    parser.add_argument("--outputs", action="store_true", help="also run the pages' commands, and insert their outputs")
    parser.add_argument("--bots", metavar="FOLDER", type=Path, help="only write the pages' bots to FOLDER")
    args = parser.parse_args()
    if args.bots:
        for page in PAGES:
            for text, name in BOTS.findall((HERE / page).read_text(encoding="utf-8")):
                (args.bots / name).write_text(text, encoding="utf-8")
        return
    for path in sorted(HERE.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        after = made(before)
        if args.outputs and path.name in PAGES:
            after = with_outputs(after)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"made {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
