"""Every rule of Part 4 that can be seen on the wire is judged by a case or a rule, for each role that it binds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ocpp_conformance.harness.catalogue import Level, catalogue
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role

NOT_SHOWN = {"J-5.2-02": "one Heartbeat in 24 hours: no run is that long"}
FREE = (Level.MAY, Level.FACT)

_COLLECT = """
import json
from ocpp_conformance.harness.cli import collect
from ocpp_conformance.harness.suite.state import CASE, SOURCES
code, found = collect([])
print(json.dumps([[str(item.stash[CASE].role), list(item.stash[SOURCES])] for item in found.items]))
"""


@pytest.fixture(scope="module")
def cited():
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", _COLLECT], cwd=root, capture_output=True, text=True, check=True)
    found = {role: set() for role in Role}
    for role, sources in json.loads(done.stdout):
        found[Role(role)].update(sources)
    return {role: sources | rule_ids(role) for role, sources in found.items()}


@pytest.mark.parametrize("role", list(Role))
def test_every_rule_on_the_wire_is_judged(cited, role):
    wire = {rule.id for rule in catalogue().rules(role, "wire") if rule.level(role) not in FREE}
    assert wire - cited[role] - set(NOT_SHOWN) == set()
