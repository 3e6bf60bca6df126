"""What the cases of the station's REST API have in common, written once."""

from typing import Any

from ocpp_conformance.conformance.case import CsmsProbe, id_token
from ocpp_conformance.harness.sut.rest import RestAnswer, RestClient

TOKEN = "04A2B3C4"
"""A compliant token where the case is about something else."""
FENCE = "04FEFEFE"
"""A compliant token that is sent last: what was asked before it would have arrived before it."""


async def ready(csms: CsmsProbe) -> int:
    """Boot the station and wait until it is accepted; a bookmark from which on its AuthorizeRequests count."""
    boot = await csms.reboot()
    await csms.comes("StatusNotification", "NotifyEvent", since=boot.frame)
    return csms.mark


async def authorized(csms: CsmsProbe, rest: RestClient, token: str) -> RestAnswer:
    """Present a compliant token: the CSMS has to be asked about exactly that token. The answer is the case's."""
    since = await ready(csms)
    answer = await rest.authorize(token)
    asked = await csms.must_send("C01.FR.02", "Authorize", since=since)
    asked.meets("REST-WIRE", idToken=id_token(token))
    return answer


async def decided(csms: CsmsProbe, rest: RestClient, status: str) -> RestAnswer:
    """Present a compliant token about which the CSMS answers this AuthorizationStatus."""
    csms.answers("Authorize", {"idTokenInfo": {"status": status}})
    return await authorized(csms, rest, TOKEN)


async def asked_about_nothing_else(csms: CsmsProbe, rest: RestClient, since: int) -> None:
    """Check that since the bookmark the CSMS was asked about nothing: the fence arrives first."""
    await rest.authorize(FENCE)
    first = await csms.must_send("REST-WIRE", "Authorize", since=since)
    first.meets("REST-WIRE", idToken=id_token(FENCE))


async def turned_down(csms: CsmsProbe, rest: RestClient, token: str, rule: str) -> None:
    """A token that is not compliant: 400 with the rule it breaks, and the CSMS never hears of it."""
    since = await ready(csms)
    answer = await rest.authorize(token)
    answer.refuses("REST-400", 400, "token-not-compliant", rule=rule)
    await asked_about_nothing_else(csms, rest, since)


async def not_read(csms: CsmsProbe, rest: RestClient, body: str | bytes, problem: str, **members: Any) -> None:
    """A body that is not what the API reads: 400 with the problem, and the CSMS never hears of it."""
    since = await ready(csms)
    answer = await rest.post(body)
    answer.refuses("REST-400", 400, problem, **members)
    await asked_about_nothing_else(csms, rest, since)
