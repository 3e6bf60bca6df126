"""A `sut.toml` to fill in: every key with its meaning, what is optional commented out."""

from __future__ import annotations

from ocpp_conformance.harness.catalogue import Feature, catalogue
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.settings import mandatory
from ocpp_conformance.harness.sut.features import parse

_CSMS = """\
# The CSMS under test, for: ocpp-conformance run --sut sut.toml
# What is commented out is optional. The command line and OCPP_SUT_… come before this file.
version = 1                                 # of this format
role = "csms"
endpoint = "ws://127.0.0.1:9000/ocpp"       # without the identity

# The identity of our station. {n} is the number of the case: then each has its own, and -n 2 works where a card may
# charge at two stations at once.
identity = "CS001"
# identities = ["CS001", "CS002"]           # or a list, used in turn
"""

_STATION = """\
# The charging station under test, for: ocpp-conformance run --sut sut.toml
# What is commented out is optional. The command line and OCPP_SUT_… come before this file.
version = 1                                 # of this format
role = "station"
listen = "0.0.0.0:9000"                     # point the station at ws://<this machine>:9000/ocpp/<identity>
# advertise_host = "csms.example.org"       # how it reaches this machine, where its requests name something else
"""

_PASSWORD = """
# The password of {whose}; better not in this file. OCPP_SUT_PASSWORD works too.
# password_env = "MY_PASSWORD"              # the name of a variable
# password_file = "password.txt"            # beside this file; its first line
# password = "…"
"""

_EVSES = {
    Role.CSMS: """
# The stations that the CSMS meets have two EVSEs with a connector each; where it must know its stations before, say
# which they are: the number of connectors of each EVSE. Cases that need a second EVSE are not run without one.
# evses = [1, 1]
""",
    Role.STATION: """
# The number of connectors of each EVSE (HFS-8 of Part 5 is the number of EVSEs).
# evses = [1]
""",
}

_FEATURES = """
# What the system can do, by the ids of Part 5; the mandatory ones are assumed: {assumed}.
# Uncomment the brackets and what it has: cases about what it lacks are not applicable then.
# features = [
{features}
# ]
"""

_SYSTEM = """
# [system]
# name = "my {kind}"
# version = "1.0"
"""

_HEADERS = """
# HTTP headers of each upgrade request.
# [headers]
# X-Tenant = "demo"
"""

_REST = """
# Id tokens that {knows}, as IDTOKEN:TYPE with a type of IdTokenEnumType; each lets more cases run.
# [tokens]
# accepted = "04A2B3C4:ISO14443"
# blocked = "04B1B2B3:ISO14443"
# expired = "04E1E2E3:ISO14443"
# invalid = "04C1C2C3:ISO14443"
# unknown = "04D1D2D3:ISO14443"
# group = "04A5A6A7:ISO14443"               # accepted, of the same group as `accepted`
# group_id = "GROUP-1:Central"              # the groupIdToken of that group
# master_pass = "04F1F2F3:ISO14443"         # accepted, of the group of the master pass
# master_pass_id = "MASTERPASS:Central"     # the groupIdToken of that group
# no_credit = "0491A2A3:ISO14443"
# concurrent = "0492A2A3:ISO14443"          # ConcurrentTx

# The same, but kept out of everything that is written.
# [secret_tokens]
# accepted = "04A2B3C4:ISO14443"

# Seconds.
# [patience]
# reply = 10                                # an answer
# quiet = 1                                 # silence that is believed
# back_off = 600                            # a station that waits before it connects again
# reset = 300                               # to leave, or boot, after Accepted to a Reset
# connect = 10                              # a handshake
# boot = 120                                # a station that comes back from a reboot
# install = 600                             # from one status of a firmware update to the next
# rate = 100                                # messages a second that are sent at most
"""

_RELAY = """;
# or trigger-http = "http://127.0.0.1:8080", a CSMS with POST /api/octt/2.0.1/{station}/call/{action}"""

_DRIVER = """
# Who carries out what cases want of the system's own side: more cases run. See docs/drivers.md.
# [driver]
# http = "http://127.0.0.1:8000"            # a URL of yours that takes the messages of the driver contract
# timeout = 30                              # seconds it may take for one thing
{more}
# Run when the system no longer answers after a failing case: without a shell, it must end by itself.
# [hooks]
# restart = ["systemctl", "restart", "my-system"]
"""

_OTHER_DRIVERS = """\
# Instead of http: command = ["python", "driver.py"], a program that takes them as lines on its stdin{relay}.
# Instead of all that: operator = "terminal", a person; or "page", for a phone "page=0.0.0.0:8081".
"""

_PERMISSIONS = """
# [permissions]
# reset = true                              # whether Reset may be sent to the station
# allow = ["lists", "cache"]                # what cases may change for good: see --allow in `run --help`
"""

_FIRMWARE = """
# Images of the station's firmware, for the cases of updates (they also ask for allow = ["firmware"] above).
# [firmware]
# file = "firmware.bin"                     # one that it can install, beside this file
# signing_certificate = "signer.pem"
# signature = "…"                           # base64
# damaged_file = "damaged.bin"              # signed well, but its verification or installation fails
# damaged_signature = "…"
"""

_ISO_15118 = """
# What the CSMS knows of EVs that speak ISO 15118; without it these cases are not run. Files are beside this one.
# [iso15118]
# emaid = "DE-OCP-C00000001"                # an eMAID that it accepts
# chain = "mo.pem"                          # from the CA that issues contracts to the root that it knows, PEM
# chain_keys = "mo.key"                     # the private keys of these CAs: contracts are issued, OCSP is answered
# responder = "192.0.2.1:8889"              # HOST:PORT at which it reaches our OCSP responder
# v2g_root = "v2g-root.pem"                 # behind the V2G certificates that it has signed
# exi_install = "gJgCAg=="                  # a CertificateInstallationReq that its contract service serves, base64
# exi_update = "gJgCAg=="                   # a CertificateUpdateReq
# schema_version = "urn:iso:15118:2:2013:MsgDef"
"""

_ISO_15118_STATION = """
# What an EV that speaks ISO 15118 is given where it asks for a contract certificate.
# [iso15118]
# exi_response = "gJgCAg=="                 # a CertificateInstallationRes that your EV takes, EXI in base64
"""


def template(role: Role) -> str:
    """The text of a `sut.toml` for a system of this role."""
    password = _PASSWORD.format(whose="that identity" if role is Role.CSMS else "the station")
    parts = [_SYSTEM.format(kind="CSMS" if role is Role.CSMS else "charging station")]
    parts += [_HEADERS] if role is Role.CSMS else []
    parts.append(_REST.format(knows="the CSMS knows" if role is Role.CSMS else "can be presented"))
    parts += [_PERMISSIONS, _FIRMWARE, _ISO_15118_STATION] if role is Role.STATION else [_ISO_15118]
    parts.append(_DRIVER.format(more=_OTHER_DRIVERS.format(relay=_RELAY if role is Role.CSMS else "")))
    return f"{_CSMS if role is Role.CSMS else _STATION}{password}{_EVSES[role]}{_features(role)}{''.join(parts)}"


def _features(role: Role) -> str:
    texts = (case.feature_expression for case in catalogue().cases(role))
    named = {name for text in texts if text is not None for name in parse(text).names}
    assumed, known = mandatory(role), catalogue().features(role)
    meaning = {feature.id: _meaning(feature) for feature in known}
    wanted = [feature.id for feature in known if feature.id in named and feature.id not in assumed | {"HFS-8"}]
    wanted += sorted(named - set(meaning))
    lines = ["#     " + f'"{id}",'.ljust(32) + f"# {meaning.get(id, 'named in Part 5')}" for id in wanted]
    return _FEATURES.format(assumed=", ".join(sorted(assumed)), features="\n".join(lines))


def _meaning(feature: Feature) -> str:
    return "this profile" if feature.kind == "profile" else feature.name
