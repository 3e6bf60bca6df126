"""What the CSMS does while nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """The tasks that run beside the connections; `errors` gets what goes wrong in them."""

    def __init__(self, errors: list[BaseException]) -> None:
        self._errors, self._tasks = errors, set[asyncio.Task[None]]()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run to its end what nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def join(self) -> None:
        """Wait until all has ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._errors.append(error)
