"""Which ids belong to the suite, and which are free for the cases of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ocpp_conformance.harness.places import is_suite, suite_folder
from ocpp_conformance.harness.suite.case import FAMILIES, CaseError

_DECLARED = re.compile(r'^@case\(\s*"([^"]+)"', re.MULTILINE)
_ADVICE = "begin yours with a prefix of your own, as in ACME-CSMS-BOOT-01"


@cache
def ids_of_the_suite() -> Mapping[str, str]:
    """Each id that the suite has, collected or not, and the file of its case in the folder of the suites."""
    found = {}
    for path in sorted(suite_folder().rglob("test_*.py")):
        file = f"conformance/{path.relative_to(suite_folder()).as_posix()}"
        found.update(dict.fromkeys(_DECLARED.findall(path.read_text("utf-8")), file))
    return found


def check_id(id: str, path: Path) -> None:
    """Check that a case in this file may have this id. Raises `CaseError` for one that is the suite's, or that the
    suite may give to a case of its own some day; in the suite, for one of no family."""
    family = id.partition("-")[0]
    own = not id.startswith("TC_")
    if is_suite(path):
        if own and family not in FAMILIES:
            raise CaseError(f"case {id}: the suite has no family {family}; it has {', '.join(FAMILIES)}")
        return
    if id in ids_of_the_suite():
        raise CaseError(f"case {id} is one of the suite, in {ids_of_the_suite()[id]}; {_ADVICE}")
    if own and family in FAMILIES:
        raise CaseError(f"case {id}: ids that begin with {family}- are kept for the suite; {_ADVICE}")
