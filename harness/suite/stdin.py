"""The standard input that the command was given; pytest puts another one in its place."""

from __future__ import annotations

import os

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
