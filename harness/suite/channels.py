"""The standard input and output that the command was given; pytest puts others in their place while a case runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TextIO

import pytest


def stdin_is_terminal(config: pytest.Config) -> bool:
    """Whether it is a terminal. For `pytest_configure`: what is captured there goes on being so with the collection."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)
    return os.isatty(0)


def own_stdin(config: pytest.Config) -> int:
    """A file descriptor of it, for the time of a run; -1 where it is closed."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)
    try:
        return os.dup(0)
    except OSError:
        return -1
    finally:
        if capture is not None:
            capture.resume_global_capture()


def uncaptured(config: pytest.Config) -> AbstractContextManager[None]:
    """What is printed in the block is shown at once."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is None:
        return nullcontext()
    disabled: AbstractContextManager[None] = capture.global_and_fixture_disabled()
    return disabled


@contextmanager
def own_stdout(config: pytest.Config) -> Iterator[TextIO]:
    """The standard output for the time of the block, whatever is captured meanwhile."""
    with uncaptured(config):
        copy = os.dup(1)
    with open(copy, "w", encoding="utf-8", errors="backslashreplace") as out:
        yield out
