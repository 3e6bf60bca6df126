"""Deliberately broken behaviours of the bundled systems, by name."""

from ocpp_conformance.harness.faults.catalogue import FAULTS, break_it
from ocpp_conformance.harness.faults.fault import Fault, UnknownFaultError

__all__ = ["FAULTS", "Fault", "UnknownFaultError", "break_it"]
