"""Frames as text, for what a probe's own `call` can't write."""

from __future__ import annotations

import json
import uuid
from typing import Any

LONGEST_ID = 36
"""Characters of the longest message id (J-4.1.4-03)."""


def fresh_id() -> str:
    """A message id that was not used before, of the greatest length."""
    return str(uuid.uuid4())


def call_text(action: object, *payload: object, message_id: object = None) -> str:
    """A CALL as text; what comes after the action is written as it is."""
    return array(2, fresh_id() if message_id is None else message_id, action, *payload)


def array(*elements: Any) -> str:
    """A message with these elements."""
    return json.dumps(elements)
