"""What /help says."""

from __future__ import annotations

from league.cli.wording import counted
from league.discord.cards.colors import NEWS
from league.discord.posts.outbox import Embed
from league.discord.settings import Settings

_COMMANDS = {
    "/submit": "send a bot; nobody else sees its source or the answer",
    "/mybots": "your bots and how they stand",
    "/withdraw": "take one of them out; send it again, and it is back",
    "/ladder": "how all stand",
    "/bot": "one bot: opponents, last games",
    "/match": "a friendly between two bots, with a clip",
    "/why": "what decided a game, faults, fuel",
    "/replay": "a game's log; of your own bot's also what it printed and drew",
}
_HOSTS = {
    "/run": "play a run now",
    "/pause": "begin no more runs",
    "/ban": "take no more bots from somebody",
    "/status": "the last run, what waits, what went wrong",
}


def help_card(settings: Settings, is_host: bool) -> Embed:
    """How to take part."""
    text = (
        f"Write a bot, call it `NAME.py`, and send it to <#{settings.submissions}> or with `/submit`. A message there"
        " is read by all; `/submit` is not. It is checked and answered at once, and then it plays: results are told in"
        f" <#{settings.results}>. `NAME.zip` (with a `main.py`) and `NAME.wasm` are bots too. The name is yours from"
        " then on; the same name again is the next version.\n"
        f"A person may have {counted(settings.bots_each, 'bot')} here, and send {settings.submissions_an_hour} an hour."
        " On your own machine `botkit check` says what the league will say."
    )
    groups = [("Commands", _COMMANDS), *([("For hosts", _HOSTS)] if is_host else [])]
    fields = [
        {"name": name, "value": "\n".join(f"`{command}` {what}" for command, what in group.items())}
        for name, group in groups
    ]
    return {"title": f"The league: {settings.mode}", "color": NEWS, "description": text, "fields": fields}
