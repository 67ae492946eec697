"""The users, channels and objects of a fake Discord, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

BOT, APPLICATION, GUILD = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
SUBMISSIONS, RESULTS, ELSEWHERE = 900_000_000_000_000_004, 900_000_000_000_000_005, 900_000_000_000_000_006
HOST = 700_000_000_000_000_001
TOKEN = "a.secret.token"
RIGHTS = "117824"  # view, send, embed, attach, history, react
EPOCH = 1_420_070_400_000  # ms: Discord's snowflakes count from there

Json = dict[str, Any]


def user(number: int, bot: bool = False) -> Json:
    name = "league" if bot else f"user{number}"
    return {
        "id": str(number), "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot,
        "public_flags": 0,
    }  # fmt: skip


def member(about: Json) -> Json:
    return {
        "user": about, "nick": None, "roles": [], "joined_at": now(), "deaf": False, "mute": False, "flags": 0,
        "avatar": None, "permissions": RIGHTS,
    }  # fmt: skip


def channel(number: int, name: str) -> Json:
    return {
        "id": str(number), "type": 0, "name": name, "position": 0, "permission_overwrites": [], "parent_id": None,
        "nsfw": False, "topic": None, "rate_limit_per_user": 0, "last_message_id": None, "permissions": RIGHTS,
    }  # fmt: skip


def application() -> Json:
    return {
        "id": str(APPLICATION), "name": "league", "description": "", "icon": None, "bot_public": False,
        "bot_require_code_grant": False, "verify_key": "", "flags": 1 << 19, "owner": user(HOST), "team": None,
        "summary": "",
    }  # fmt: skip


def guild(rights: str) -> Json:
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    role = {
        "id": str(GUILD), "name": "@everyone", "permissions": rights, "position": 0, "color": 0,
        "colors": colors, "hoist": False, "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip
    named = ((SUBMISSIONS, "submissions"), (RESULTS, "results"), (ELSEWHERE, "talk"))
    return {
        "id": str(GUILD), "name": "Space League", "owner_id": str(HOST), "roles": [role],
        "channels": [channel(number, name) for number, name in named], "threads": [],
        "members": [member(user(BOT, bot=True))], "member_count": 2, "emojis": [], "stickers": [], "features": [],
        "presences": [], "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "large": False, "unavailable": False, "joined_at": now(), "afk_timeout": 300,
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "system_channel_flags": 0,
        "premium_progress_bar_enabled": False,
    }  # fmt: skip


def letters(embed: Json) -> int:
    """Return the length of an embed, as Discord counts it."""
    parts = [embed.get("title", ""), embed.get("description", ""), (embed.get("footer") or {}).get("text", "")]
    return sum(map(len, parts)) + sum(len(one["name"]) + len(one["value"]) for one in embed.get("fields", []))


def now() -> str:
    return datetime.now(UTC).isoformat()
