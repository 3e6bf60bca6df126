"""Python's garbage collection in a run, which took a tenth of its processor time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (10_000, 20, 100)
"""How many objects are made, and how often a generation is looked through, before the next; by itself 700, 10, 10."""

_own = gc.get_threshold()


def pause() -> None:
    """Nothing is looked through from here to `settle`: what is imported stays."""
    gc.disable()


def seldom() -> None:
    """What is made is looked through less often: nearly all of it stays."""
    gc.set_threshold(*SELDOM)


@contextmanager
def restored() -> Iterator[None]:
    """After the block it is looked for as Python does it: more may follow in the process."""
    try:
        yield
    finally:
        restore()


def settle() -> None:
    """What there is by now stays to the end and is never looked through again; what cases make is, less often."""
    gc.freeze()
    seldom()
    gc.enable()


def sweep() -> None:
    """Look for garbage now, in what was made since `settle`."""
    gc.collect()


def restore() -> None:
    """It is looked for as Python does it."""
    gc.set_threshold(*_own)
    gc.unfreeze()
    gc.enable()
