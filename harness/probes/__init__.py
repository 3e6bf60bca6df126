"""Our instruments: a station in our hand (faces a CSMS) and a CSMS in our hand (faces a station)."""

from ocpp_conformance.harness.evidence.matchers import (
    NOT_EMPTY,
    NOTHING,
    PRESENT,
    Matcher,
    a_list_with,
    absent_or,
    at_least,
    because,
    ignoring_case,
    mismatches,
    one_of,
    text_like,
)
from ocpp_conformance.harness.probes.answers import SILENCE, polite_answer
from ocpp_conformance.harness.probes.attempt import Attempt
from ocpp_conformance.harness.probes.csms_probe import CsmsProbe
from ocpp_conformance.harness.probes.gate import Upgrade
from ocpp_conformance.harness.probes.patience import Patience, pause
from ocpp_conformance.harness.probes.probe import Probe
from ocpp_conformance.harness.probes.reaction import Reaction
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.probes.station_probe import CsmsAddress, StationProbe
from ocpp_conformance.harness.probes.tls_end import TlsEnd

__all__ = [
    "NOTHING",
    "NOT_EMPTY",
    "PRESENT",
    "SILENCE",
    "Attempt",
    "CsmsAddress",
    "CsmsProbe",
    "Matcher",
    "Patience",
    "Probe",
    "Reaction",
    "ReceivedCall",
    "ReceivedReply",
    "StationProbe",
    "TlsEnd",
    "Upgrade",
    "a_list_with",
    "absent_or",
    "at_least",
    "because",
    "ignoring_case",
    "mismatches",
    "one_of",
    "pause",
    "polite_answer",
    "text_like",
]
