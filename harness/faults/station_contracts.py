"""A station that mistakes contract certificates, or its own V2G certificate (A02, C07, M01 to M03, M06)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


def _without(name: str) -> Departure:
    def contract_told(original: Any, shown: Any) -> Any:
        return {key: value for key, value in original(shown).items() if key != name}

    return contract_told


def _other_action(original: Any, payload: Any) -> Any:
    action = {"Install": "Update", "Update": "Install"}[payload["action"]]
    return original({**payload, "action": action})


def _untyped(original: Any, payload: Any) -> Any:
    return original({**payload, "certificateType": "ChargingStationCertificate"})


def _flat(original: Any) -> Any:
    return [{name: each[name] for name in ("certificateType", "certificateHashData")} for each in original()]


def _trusted(original: Any, shown: Any) -> Any:
    station = system_of(original)
    return station.decide_offline(shown.token, station.known_token(shown.token))


FAULTS = (
    of_station(
        "contract-unasked",
        "refuses contract certificates without asking the CSMS",
        "C07.FR.01",
        contract_told=always(None),
    ),
    of_station(
        "contract-without-hashes",
        "asks about a contract without what OCSP needs",
        "C07.FR.02",
        contract_told=_without("iso15118CertificateHashData"),
    ),
    of_station(
        "unknown-contract-without-chain",
        "keeps the chain of a contract to itself, the root of which it has not",
        "C07.FR.06",
        contract_told=_without("certificate"),
    ),
    of_station("contracts-trusted-offline", "trusts every contract offline", "C07.FR.07", contract_offline=_trusted),
    of_station(
        "expired-contract-trusted", "trusts a contract that has expired", "C07.FR.08", contract_valid=always(True)
    ),
    of_station("contracts-refused-offline", "trusts no contract offline", "C07.FR.09", contract_offline=always(None)),
    of_station(
        "contract-actions-swapped",
        "tells the wish for a contract certificate as that for another one, and the reverse",
        "M01.FR.01",
        contract_asked=_other_action,
    ),
    of_station(
        "v2g-request-as-station",
        "asks for each certificate as one of the station",
        "A02.FR.13",
        signing_request=_untyped,
    ),
    of_station(
        "plug-and-charge-stays",
        "leaves plug and charge on when it gets no V2G certificate",
        "A02.FR.21",
        pnc_switched=always(None),
    ),
    of_station("v2g-chain-flat", "lists a V2G certificate without those above it", "M03.FR.05", v2g_listed=_flat),
    of_station("v2g-status-unasked", "does not ask what OCSP says", "M06.FR.06", statuses_refreshed=always(None)),
)
