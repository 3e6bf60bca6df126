"""The upload of a file from a station in our hand."""

from __future__ import annotations

from urllib.parse import urlsplit

RESERVED = ".invalid"
"""Names of hosts that never exist (RFC 6761, 6.4): nothing is uploaded there."""


async def upload(url: str, method: str, filename: str, content: bytes, timeout: float) -> int | str:
    """Upload by PUT or POST, with the headers that N01.FR.19 demands. Returns the HTTP status, or in a few words why
    there is none; `timeout` is real seconds."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or (parts.hostname or "").endswith(RESERVED):
        return f"nothing is uploaded to {url}"
    from aiohttp import ClientError, ClientSession, ClientTimeout  # a slow import, needed by few cases

    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'form-data; name="uploadfile"; filename="{filename}"',
    }
    try:
        async with (
            ClientSession(timeout=ClientTimeout(timeout)) as session,
            session.request(method, url, data=content, headers=headers) as response,
        ):
            return response.status
    except (ClientError, TimeoutError) as error:
        return f"the upload to {url} failed: {error!r}"
