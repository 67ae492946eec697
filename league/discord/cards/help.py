"""The card of /help."""

from __future__ import annotations

from league.cli.wording import counted
from league.discord.cards.colors import NEWS
from league.discord.posts.outbox import Embed
from league.discord.settings import DiscordSettings

_COMMANDS = {
    "/submit": "submit a bot; nobody else sees its source or the answer",
    "/mybots": "your bots and their ratings",
    "/withdraw": "withdraw one of your bots; submit it again to return it",
    "/notify": "choose whether posts mention you when your bots are placed or move",
    "/ladder": "the ladder of all bots",
    "/bot": "one bot: rating history, results by opponent, latest games",
    "/versus": "the record of two bots, or of versions: `ace@2` is version 2 of ace",
    "/source": "the source of a version of one of your bots; nobody else gets it",
    "/match": "play a friendly between two bots, or versions, with a clip",
    "/why": "what decided a game, with faults and fuel",
    "/replay": "a game's log; for your own bots also what they printed and drew",
}
_HOSTS = {
    "/run": "start a run now",
    "/tournament": "play a round-robin, swiss or gauntlet now, and post its standings",
    "/pause": "pause or resume runs",
    "/ban": "ban a user from submitting, or lift the ban",
    "/void": "declare a game or a run void, with a reason",
    "/replay-voids": "play the void games again now",
    "/reinstate": "readmit a bot that was excluded for forfeits",
    "/status": "the latest run, the queues and errors",
}


def help_card(settings: DiscordSettings, is_host: bool) -> Embed:
    """Return how to take part."""
    text = (
        f"Write a bot, name it `NAME.py`, and post it in <#{settings.submissions}> or send it with `/submit`."
        " Everyone in the channel sees a post; `/submit` is private. The bot is checked at once, then plays in the"
        f" next run. Results are in <#{settings.results}>. `NAME.zip` (with a `main.py`) and `NAME.wasm` are accepted"
        " too. The name is then yours; submit it again to make the next version.\n"
        f"Each person may have {counted(settings.bots_each, 'bot')} and {settings.submissions_an_hour} submissions per"
        " hour. `botkit check` runs the same checks on your own machine."
    )
    groups = [("Commands", _COMMANDS), *([("For hosts", _HOSTS)] if is_host else [])]
    fields = [
        {"name": name, "value": "\n".join(f"`{command}` {what}" for command, what in group.items())}
        for name, group in groups
    ]
    return {"title": f"The league: {settings.ladder.mode}", "color": NEWS, "description": text, "fields": fields}
