"""Put the five top-level folders below one import name (see ARCHITECTURE.md); the rest is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import find_namespace_packages, setup

# setuptools would pack modules that were deleted since the last build
shutil.rmtree(Path(__file__).parent / "build" / "lib", ignore_errors=True)

FOLDERS = ("harness", "conformance", "fixtures", "schemas", "reports")
found = find_namespace_packages(include=[n for f in FOLDERS for n in (f, f"{f}.*")], exclude=["reports.out*"])
setup(
    packages=[f"ocpp_conformance.{name}" for name in found],
    package_dir={f"ocpp_conformance.{f}": f for f in FOLDERS},
    package_data={"": ["*.json", "*.toml", "*.j2", "*.html", "*.ini", "py.typed"]},
)
