"""F02: the profile of a remote start is that of its transaction."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.k_smart_charging.profiles import TRANSACTION, profiling
from ocpp_conformance.conformance.station.remote_use import starting
from ocpp_conformance.harness.evidence import Miss

_TOPICS = ("smartcharging", "transactions")


@case("PART2-CS-F02-06", "A remote start before the cable keeps its profile", topics=_TOPICS)
async def test_profile_is_that_of_the_transaction(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles, starting(csms) as starts:
        profile = profiles.profile(6, None, chargingProfilePurpose=TRANSACTION)
        since = csms.mark
        reply = await starts.start(1, chargingProfile=profile)
        reply.expects(status="Accepted")
        event = await csms.next_call("TransactionEvent", since=since)
        mine = event["transactionInfo"]["transactionId"]
        found = [each.get("transactionId") for _, each in await profiles.named(profile)]
        told = found in ([mine], [None])  # a report need not name it: transactionId is for SetChargingProfile
        misses = () if told else (Miss("/chargingProfile", f"one, of transaction {mine}", f"of {found}"),)
        csms.checklist.book("F02.FR.18", misses, seen=f"{found}")
