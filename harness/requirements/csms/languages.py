"""How languages are written."""

from __future__ import annotations

import re

LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""The form of RFC 5646, with its private and grandfathered tags; whether a subtag is registered is not looked at."""
