"""Where things are, found without importing them: assertion rewriting must come before the first import."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def suite_folder() -> Path:
    """The folder of the suites."""
    spec = importlib.util.find_spec("ocpp_conformance.conformance")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def is_suite(path: Path) -> bool:
    """Whether a file or folder belongs to the suites."""
    return path.resolve().is_relative_to(suite_folder())
