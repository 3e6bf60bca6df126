"""Frames as text, for what a probe's own `call` can't write."""

from __future__ import annotations

import json
import uuid
from typing import Any

from ocpp_conformance.harness.rpc.frames import CALL


def fresh_id() -> str:
    """A message id that was not used before, of the greatest length (J-4.1.4-03)."""
    return str(uuid.uuid4())


def call_text(action: object, *payload: object, message_id: object = None, message_type: object = CALL) -> str:
    """A CALL as text; what is given may be wrong, what comes after the action is written as it is, a message id is
    made up where none is."""
    return array(message_type, fresh_id() if message_id is None else message_id, action, *payload)


def array(*elements: Any) -> str:
    """A message with these elements."""
    return json.dumps(elements)
