"""One look at an external system before any case: is it there, does it let us in, does it answer a boot?"""

from __future__ import annotations

import asyncio

from ocpp_conformance.harness.sut.description import Description


def preflight(sut: Description) -> str:
    """What is wrong, with the next step; empty when the system can be judged."""
    return asyncio.run(_csms(sut)) if sut.endpoint is not None else ""


async def _csms(sut: Description) -> str:
    return ""
