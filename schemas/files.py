"""The JSON schemas of our own file formats and HTTP bodies, in `schemas/own/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def own_schema(name: str) -> Mapping[str, Any]:
    """The schema `schemas/own/<name>.json`; names end in the format's version, as in `results-2`.

    Raises `FileNotFoundError` for a name that is not there.
    """
    text = files("ocpp_conformance.schemas").joinpath("own", f"{name}.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema
