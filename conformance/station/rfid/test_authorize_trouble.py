"""REST API of the station: no answer of the CSMS, or none that can be used."""

from ocpp_conformance.conformance.case import SILENCE, CsmsProbe, ErrorCode, Need, boot_answer, case
from ocpp_conformance.conformance.station.rfid.api_calls import TOKEN, ready
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.sut.rest import RestClient

TOPICS, NEEDS = ("auth", "rfid"), (Need.REST_API,)

GIVES_UP = 0.4
"""Real seconds that the station waits for our silent CSMS: long enough for the rules to take it for a time-out."""


@case("RFID-CS-API-20", "A pending station answers 409 and asks nothing", topics=TOPICS, needs=NEEDS)
async def test_pending_is_409(csms: CsmsProbe, rest: RestClient) -> None:
    boot = await csms.reboot(boot_answer("Pending"))
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-409", 409, "not-accepted-yet")
    csms.silent_since("B02.FR.02", boot.frame, "BootNotification")


@case("RFID-CS-API-21", "A rejected station answers 409 and asks nothing", topics=TOPICS, needs=NEEDS)
async def test_rejected_is_409(csms: CsmsProbe, rest: RestClient) -> None:
    boot = await csms.reboot(boot_answer("Rejected"))
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-409", 409, "not-accepted-yet")
    csms.silent_since("B03.FR.02", boot.frame, "BootNotification")


@case("RFID-CS-API-22", "A station that was never connected answers 503", topics=TOPICS, needs=NEEDS)
async def test_never_connected_is_503(rest: RestClient) -> None:
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-503", 503, "not-connected")


@case("RFID-CS-API-23", "A station that has lost its connection answers 503", topics=TOPICS, needs=NEEDS)
async def test_offline_is_503(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    csms.accepting = False
    await csms.disconnect()
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-503", 503, "not-connected")


@case("RFID-CS-API-24", "A connection lost before the answer is 503", topics=TOPICS, needs=NEEDS)
async def test_lost_while_waiting_is_503(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    csms.answers("Authorize", SILENCE)
    async with rest.asking(TOKEN) as answer:
        await csms.next_call("Authorize", since=since)
        await csms.disconnect()
        (await answer).refuses("REST-503", 503, "not-connected")


@case("RFID-CS-API-25", "A silent CSMS is 504", topics=TOPICS, needs=NEEDS)
async def test_no_answer_is_504(csms: CsmsProbe, rest: RestClient) -> None:
    rest.gives_up_after(GIVES_UP / 4)
    await ready(csms)
    csms.answers("Authorize", SILENCE)
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-504", 504, "no-answer")


@case("RFID-CS-API-26", "An answer that comes too late is not taken for the next one", topics=TOPICS, needs=NEEDS)
async def test_late_answer_is_not_the_next_one(csms: CsmsProbe, rest: RestClient) -> None:
    rest.gives_up_after(GIVES_UP)
    since = await ready(csms)
    csms.answers("Authorize", SILENCE)
    await rest.authorize(TOKEN)
    missed = await csms.next_call("Authorize", since=since)
    async with rest.asking(TOKEN) as answer:
        asked = await csms.must_send("C01.FR.02", "Authorize", since=missed.frame + 1)
        await csms.send(f'[3,"{missed.call.message_id}",{{"idTokenInfo":{{"status":"Blocked"}}}}]')
        await csms.send(f'[3,"{asked.call.message_id}",{{"idTokenInfo":{{"status":"Accepted"}}}}]')
        (await answer).meets("REST-200", status=200)


@case("RFID-CS-API-27", "A CALLERROR of the CSMS is 502", topics=TOPICS, needs=NEEDS)
async def test_call_error_is_502(csms: CsmsProbe, rest: RestClient) -> None:
    await ready(csms)
    csms.answers("Authorize", Refusal(ErrorCode.INTERNAL_ERROR, "no database"))
    answer = await rest.authorize(TOKEN)
    answer.refuses("REST-502", 502, "bad-answer")


@case("RFID-CS-API-28", "An answer against the schema is 502", topics=TOPICS, needs=NEEDS)
async def test_invalid_answer_is_502(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    csms.answers("Authorize", SILENCE)
    async with rest.asking(TOKEN) as answer:
        asked = await csms.next_call("Authorize", since=since)
        await csms.send(f'[3,"{asked.call.message_id}",{{"idTokenInfo":{{"status":"accepted"}}}}]')
        (await answer).refuses("REST-502", 502, "bad-answer")


@case("RFID-CS-API-29", "An answer that is no CALLRESULT is 502", topics=TOPICS, needs=NEEDS)
async def test_malformed_answer_is_502(csms: CsmsProbe, rest: RestClient) -> None:
    since = await ready(csms)
    csms.answers("Authorize", SILENCE)
    async with rest.asking(TOKEN) as answer:
        asked = await csms.next_call("Authorize", since=since)
        await csms.send(f'[3,"{asked.call.message_id}"]')
        (await answer).refuses("REST-502", 502, "bad-answer")
