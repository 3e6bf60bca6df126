"""pytest, run with our configuration."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ocpp_conformance.harness import garbage
from ocpp_conformance.harness.places import suite_folder

PLUGINS = ("pytest_asyncio.plugin", "xdist.plugin", "pytest_html.plugin", "pytest_metadata.plugin")
"""The plugins that a run loads beside ours; what else is installed stays out."""


def launch(arguments: list[str], *, plugins: Sequence[str] = PLUGINS, extra: Sequence[object] = ()) -> int:
    """Run pytest with our configuration alone: no foreign plugins, no cache, catalogue order."""
    with garbage.restored():
        garbage.pause()
        import pytest

        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        own = ["-c", str(Path(__file__).with_name("run.ini")), f"--rootdir={Path.cwd()}", "-p", "no:cacheprovider"]
        for plugin in (*plugins, "ocpp_conformance.harness.plugin"):
            own += ["-p", plugin]
        suite = str(suite_folder())
        given = [] if any(argument.startswith(suite) for argument in arguments) else [suite]
        return int(pytest.main([*own, *given, *arguments], plugins=list(extra)))
