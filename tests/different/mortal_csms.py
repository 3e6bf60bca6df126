"""The bundled CSMS, whose process ends at the first text that is no frame; with a number, so many seconds later."""

from __future__ import annotations

import os
import sys
import threading

from ocpp_conformance.harness.cli import main
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc.session import MalformedReceived


def _die(seconds: float) -> None:
    threading.Timer(seconds, os._exit, [9]).start() if seconds else os._exit(9)


original, delay = Peer._act, float(sys.argv.pop(1))


def _act(peer: Peer, event: object) -> str | None:
    if isinstance(event, MalformedReceived):
        _die(delay)
    return original(peer, event)


Peer._act = _act
main(["csms", *sys.argv[1:]])
