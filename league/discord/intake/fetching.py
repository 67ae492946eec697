"""Download of attachments, with limits of size and time."""

from __future__ import annotations

import aiohttp

from league.bots.archives import MAX_ARCHIVE

TIMEOUT = 30.0  # s to fetch an attachment


class AttachmentGone(Exception):
    """The attachment no longer exists."""


async def download(url: str) -> bytes:
    """Download a URL, cut one byte above the size limit. Raises AttachmentGone and network errors."""
    most = MAX_ARCHIVE + 1
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with (
        aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session,
        session.get(url, headers={"Accept-Encoding": "identity"}) as response,
    ):
        if response.status in (401, 403, 404):
            raise AttachmentGone
        response.raise_for_status()
        found = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            found += chunk
            if len(found) > most:
                break
        return bytes(found[:most])
