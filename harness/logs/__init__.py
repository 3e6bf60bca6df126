"""Traffic that others have recorded: each format as a reader, and what all of them tell of a conversation."""

from ocpp_conformance.harness.logs.reading import FORMATS, LogError, read_log
from ocpp_conformance.harness.logs.told import Happened, Side, Told, Unread

__all__ = ["FORMATS", "Happened", "LogError", "Side", "Told", "Unread", "read_log"]
