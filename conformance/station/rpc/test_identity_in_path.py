"""Part 4, 3.1.1: the connection URL is the endpoint, one slash, the identity of the station."""

from urllib.parse import unquote, urlsplit

from ocpp_conformance.conformance.case import CsmsProbe, case, text_like
from ocpp_conformance.conformance.station.rpc.line import shows, upgrade_request

SYMBOLS = text_like(r"[A-Za-z0-9*\-_=:+|@. ]{1,48}", "an identifierString of at most 48 characters")


@case("RPC-CS-PATH-01", "The connection URL is built from the endpoint", topics=("rpc", "handshake"))
async def test_path_starts_with_endpoint(csms: CsmsProbe) -> None:
    path = (await upgrade_request(csms)).path
    endpoint = urlsplit(csms.endpoint).path
    shows(
        csms, "J-3.1.1-03", {"starts with the endpoint": True}, {"starts with the endpoint": path.startswith(endpoint)}
    )


@case("RPC-CS-PATH-02", "The connection URL ends with the identity", topics=("rpc", "handshake"))
async def test_identity_is_last(csms: CsmsProbe) -> None:
    path = (await upgrade_request(csms)).path
    own = urlsplit(csms.endpoint).path.rpartition("/")[2]
    demand = text_like(rf"(/[^?]*)?/(?!{own}(\?|$))[^/?]+(\?.*)?", "the endpoint path, one slash, the identity")
    shows(csms, "J-3.1.1-04", demand, path)


@case("RPC-CS-PATH-03", "The identity is an identifierString", topics=("rpc", "handshake"))
async def test_identity_characters(csms: CsmsProbe) -> None:
    path = (await upgrade_request(csms)).path
    identity = unquote(path.partition("?")[0].rpartition("/")[2])
    blank = "with a blank, as in the example of 3.1.1" if " " in identity else "of the legal symbols"
    shows(csms, "J-3.1.1-06", SYMBOLS, identity, seen=blank)


@case("RPC-CS-PATH-04", "The identity has no colon", topics=("rpc", "handshake"))
async def test_identity_has_no_colon(csms: CsmsProbe) -> None:
    path = (await upgrade_request(csms)).path
    identity = unquote(path.partition("?")[0].rpartition("/")[2])
    shows(csms, "J-3.1.1-07", text_like("[^:]*", "a text without a colon"), identity)
