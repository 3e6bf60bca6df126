"""The bundled CSMS, which dies of a text that is no frame, and is started anew half a second later."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

MORTAL = str(Path(__file__).with_name("mortal_csms.py"))

signal.signal(signal.SIGTERM, lambda *_: sys.exit())
while True:
    program = subprocess.Popen([sys.executable, MORTAL, "0", *sys.argv[1:]])
    try:
        program.wait()
    finally:
        program.kill()
    time.sleep(0.5)
