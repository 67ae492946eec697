"""The baseline of benchmarks.sandbox: the same bot as an unsandboxed process, with JSON lines on its pipes.

`python -I -S process_bot.py plain|kit BOT [PATH]`, where PATH is the folder of the package botkit.
"""

import json
import sys


def plain(source: str) -> None:
    """Run bot_main alone, in as small a program as possible."""
    names: dict[str, object] = {}
    exec(compile(source, "bot.py", "exec"), names)
    bot_main = names["bot_main"]
    sys.stdin.readline()  # the briefing
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(bot_main(json.loads(line)), separators=(",", ":")), flush=True)  # type: ignore[operator]


def kit(source: str) -> None:
    """Run the bot with the runner that is also in the guest."""
    from botkit.runner import BotRunner

    program = BotRunner("bot", [("main.py", source)], 1)
    print(program.start(sys.stdin.readline()), flush=True)
    for line in sys.stdin:
        print(program.tick(line), flush=True)


if __name__ == "__main__":
    sys.path[:0] = sys.argv[3:]
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123  # without imports that the bot would not make
        text = file.read()
    (kit if sys.argv[1] == "kit" else plain)(text)
