"""The documentation site: a page for each case of the suite and for each requirement, which the page links to."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from urllib.parse import urlsplit

from ocpp_conformance.harness.catalogue.seen import proven_by

VARIABLE = "OCPP_DOCS_URL"
"""Where the site is, unless the package names it."""
_LABEL = "documentation"


def place_of(id: str) -> str:
    """The name of the page of a case or a requirement, without a suffix."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", id)


def case_page(id: str) -> str | None:
    """The URL of a case's page; None without a site, and for a case that the suite hasn't."""
    return _page("cases", id) if proven_by(id) else None


def requirement_page(id: str) -> str | None:
    """The URL of a requirement's page; None without a site."""
    return _page("requirements", id)


def problem() -> str:
    """Why there are no links though a site was named; empty where all is well."""
    named = os.environ.get(VARIABLE, "")
    return f"{VARIABLE} is {named!r}, which is no http:// or https:// URL" if named and not _is_url(named) else ""


def _page(folder: str, id: str) -> str | None:
    site = os.environ.get(VARIABLE, "") or _published()
    return f"{site.rstrip('/')}/{folder}/{place_of(id)}.html" if _is_url(site) else None


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


@cache
def _published() -> str:
    """What the package calls its documentation."""
    try:
        urls = metadata("ocpp-conformance").get_all("Project-URL") or ()
    except PackageNotFoundError:
        return ""
    named = (url.partition(",") for url in urls)
    return next((url.strip() for label, _, url in named if label.strip().lower() == _LABEL), "")
