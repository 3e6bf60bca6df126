"""The intents that a driver can be asked for, each one record: a new intent is a row in a module of this package.

The schema of the contract, the table of `docs/drivers.md`, what a relay sends, what a person is told and awaits, and
the self-test come from the rows (`python -m tests.intent_files` writes the two files). How a bundled system carries an
intent out is its own.
"""

from ocpp_conformance.harness.sut.intents.goals import GOALS, SETUP, STATES, names
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, Link, Sign

__all__ = ["GOALS", "SETUP", "STATES", "Argument", "Arguments", "Goal", "Link", "Sign", "names"]
