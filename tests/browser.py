"""A real browser, where there is one: playwright's library with Debian's chromium."""

import shutil
from contextlib import asynccontextmanager

try:
    from playwright.async_api import async_playwright
except ImportError:
    async_playwright = None

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update")
MISSING = [
    f"no browser: {name} is not installed"
    for name, found in (("playwright", async_playwright), ("Debian's chromium", CHROMIUM))
    if found is None
]
"""Why there is none."""


@asynccontextmanager
async def launched():
    """The browser; it asks nobody on its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield browser
        await browser.close()
