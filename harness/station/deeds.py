"""What a person does at a station: cables, cards, cars, buttons, the plug of its network."""

from __future__ import annotations

from collections.abc import Sequence

from ocpp_conformance.harness.station.blocks import authorization, contracts
from ocpp_conformance.harness.station.blocks.auth_cache import AuthCache
from ocpp_conformance.harness.station.blocks.authorization import Authorization, IdToken
from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.certificates import Certificates
from ocpp_conformance.harness.station.blocks.charging_limits import ChargingLimits
from ocpp_conformance.harness.station.blocks.charging_profiles import Profiles
from ocpp_conformance.harness.station.blocks.contracts import Shown
from ocpp_conformance.harness.station.blocks.customers import Customers
from ocpp_conformance.harness.station.blocks.display_messages import Displays
from ocpp_conformance.harness.station.blocks.ev_dialogue import Ev, EvDialogues
from ocpp_conformance.harness.station.blocks.locks import Locks
from ocpp_conformance.harness.station.blocks.master_pass import MasterPass, is_master_pass
from ocpp_conformance.harness.station.blocks.monitors import Monitors
from ocpp_conformance.harness.station.blocks.renewal import Renewal
from ocpp_conformance.harness.station.blocks.reservations import Bearer, Reservations
from ocpp_conformance.harness.station.blocks.reset import Reset
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Core


class Deeds(Core):
    """A station as people meet it. What they do in the wrong place or twice raises `ValueError`."""

    @property
    def availability(self) -> Availability:
        """Its connectors and their state."""
        return self.part(Availability)

    @property
    def auth_cache(self) -> AuthCache:
        """Its Authorization Cache."""
        return self.part(AuthCache)

    @property
    def certificates(self) -> Certificates:
        """The certificates in it."""
        return self.part(Certificates)

    @property
    def renewal(self) -> Renewal:
        """What it does for another certificate of its own."""
        return self.part(Renewal)

    @property
    def displays(self) -> Displays:
        """The messages that it shows."""
        return self.part(Displays)

    @property
    def profiles(self) -> Profiles:
        """Its charging profiles."""
        return self.part(Profiles)

    @property
    def monitors(self) -> Monitors:
        """Its monitors."""
        return self.part(Monitors)

    @property
    def reservations(self) -> Reservations:
        """Its reservations."""
        return self.part(Reservations)

    @property
    def transactions(self) -> Transactions:
        """Its transactions."""
        return self.part(Transactions)

    @property
    def connectors(self) -> Sequence[Connector]:
        """All connectors."""
        return tuple(self.availability.connectors)

    async def power_cycle(self) -> None:
        """Off and on again; the next boot says PowerUp."""
        await self.power_off()
        await self.power_on()

    async def reset(self, reason: str = "LocalReset") -> None:
        """Restart as by a button on the station: transactions end, the next boot says this reason."""
        await self.part(Reset).reset(reason, "Reboot")

    async def authorize(self, id_token: str, type: str) -> Authorization:
        """Ask the CSMS about a token and do nothing with the answer.

        Raises `NotConnectedError`, `NotAcceptedError`, `peer.NoAnswerError`, `BadAnswerError`.
        """
        return await authorization.ask(self, IdToken(id_token, type))

    async def present_token(self, id_token: str, type: str, evse: int | None = None) -> Authorization | None:
        """Hold a token to the reader; returns what the station made of it once the messages are through."""
        if evse is not None and evse not in self.transactions.meters:
            raise ValueError(f"the station has no EVSE {evse}")
        if not self.accepted:
            return None
        return await self._present(IdToken(id_token, type), evse)

    async def plug_in(self, evse: int = 1, connector: int = 1) -> None:
        """Plug an EV in; returns when the messages are answered, or queued if they can't be sent now."""
        found = self.availability.connector(evse, connector)
        if found.plugged:
            raise ValueError(f"connector {connector} of EVSE {evse} is occupied")
        found.plugged = found.car = True
        items = self.availability.changed(found) + self.transactions.plugged(found)
        await self.outbox.settle(items)

    async def plug_in_loosely(self, evse: int = 1, connector: int = 1) -> None:
        """Plug an EV in, but not all the way, so that a socket can't lock the plug; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        found.loose = not found.plugged
        await self.plug_in(evse, connector)

    async def unplug(self, evse: int = 1, connector: int = 1) -> None:
        """Take the EV off, which a cable in a locked socket doesn't allow; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if not found.plugged:
            raise ValueError(f"nothing is plugged into connector {connector} of EVSE {evse}")
        if self.part(Locks).keeps(found):
            self.note(f"the cable in connector {connector} of EVSE {evse} is locked")
            return
        found.plugged = found.car = found.loose = False
        self.part(Locks).left(found)
        self.part(EvDialogues).left(evse, connector)
        items = self.availability.freed(found) + self.transactions.unplugged(found)
        await self.outbox.settle(items)

    async def unplug_ev(self, evse: int = 1, connector: int = 1) -> None:
        """Take the cable out of the car; in a socket it stays. Returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if not found.car:
            raise ValueError(f"no car is at connector {connector} of EVSE {evse}")
        found.car, found.plugged = False, not found.fixed
        self.part(Locks).left(found)
        self.part(EvDialogues).left(evse, connector)
        items = self.availability.freed(found) if found.fixed else []
        await self.outbox.settle(items + self.transactions.unplugged(found))

    async def plug_in_ev(self, evse: int = 1, connector: int = 1) -> None:
        """Plug the cable, which is in the socket if there is one, into a car; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if found.car or found.plugged is found.fixed:
            raise ValueError(f"connector {connector} of EVSE {evse} has no free cable")
        found.car = found.plugged = True
        items = self.transactions.plugged(found)
        await self.outbox.settle(self.availability.changed(found) + items if found.fixed else items)

    async def plug_in_15118(
        self,
        evse: int = 1,
        connector: int = 1,
        current: str = "AC",
        energy: int = 20_000,
        departure: str | None = None,
        profile: bool = True,
        contract: str | None = None,
        root_known: bool = True,
        valid: bool = True,
        asks: str | None = None,
    ) -> None:
        """Plug in an EV that speaks ISO 15118, see `ev_dialogue.Ev`; with a `contract`, its eMAID, it authorizes itself
        by a certificate, see `contracts.Shown`. With `asks`, `Install` or `Update`, it asks for that certificate first,
        and has none where it gets none. Returns like `plug_in`; what EV and station agree on takes longer."""
        if self.availability.connector(evse, connector).plugged:
            raise ValueError(f"connector {connector} of EVSE {evse} is occupied")
        self._check_15118()
        self.part(EvDialogues).met(evse, connector, Ev(current, energy, departure, profile))
        await self.plug_in(evse, connector)
        if contract is None or self.boot_status != "Accepted":
            return
        if asks is None or await contracts.obtained(self, asks):
            await self._show_contract(Shown(contract, root_known, valid), evse)

    async def renegotiate_ev(self, evse: int = 1, energy: int = 10_000) -> None:
        """Have the EV at an EVSE ask for another schedule, as it now wants so many Wh (K17); returns at once."""
        self._check_15118()
        self.part(EvDialogues).renegotiate(evse, energy)

    async def end_ev_session(self, evse: int = 1, connector: int = 1) -> None:
        """Have the EV at a connector end its session by ISO 15118 (E15); returns like `plug_in`."""
        self._check_15118()
        found = self.availability.connector(evse, connector)
        await self.outbox.settle(self.transactions.stopped_by_ev(found))

    async def ask_for_contract(self, action: str = "Install") -> None:
        """Have an EV ask for a contract certificate, `Install`, or for another one, `Update`; returns like
        `plug_in`."""
        self._check_15118()
        await contracts.obtained(self, action)

    async def jam_lock(self, evse: int = 1, connector: int = 1) -> None:
        """Have the lock of a socket stay as it is, open or closed."""
        self.part(Locks).jam(self.availability.connector(evse, connector))

    async def free_lock(self, evse: int = 1, connector: int = 1) -> None:
        """Have it move again."""
        self.part(Locks).mend(self.availability.connector(evse, connector))

    async def suspend_ev(self, evse: int = 1, connector: int = 1) -> None:
        """Have the car take no energy, the one at a connector or the next one there; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        found.ready = False
        await self.outbox.settle(self.transactions.suspended(found))

    async def resume_ev(self, evse: int = 1, connector: int = 1) -> None:
        """Have the car take energy again; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        found.ready = True
        await self.outbox.settle(self.transactions.resumed(found))

    async def raise_fault(self, evse: int = 1, connector: int = 1) -> None:
        """Break a connector: it reports Faulted, and no energy flows there. Returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if found.faulted:
            raise ValueError(f"connector {connector} of EVSE {evse} is faulted already")
        found.faulted = True
        await self.outbox.settle(self.availability.changed(found) + self.transactions.broken(found))

    async def clear_fault(self, evse: int = 1, connector: int = 1) -> None:
        """Mend a connector; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if not found.faulted:
            raise ValueError(f"connector {connector} of EVSE {evse} is not faulted")
        found.faulted = False
        await self.outbox.settle(self.availability.changed(found) + self.transactions.mended(found))

    async def local_stop(self, evse: int = 1) -> None:
        """Stop the transaction of an EVSE at the station itself; returns like `plug_in`."""
        await self.outbox.settle(self.transactions.stop_here(evse))

    async def choose_to_stop(self, evse: int | None = None) -> None:
        """Choose in the menu that a master pass opened: stop what runs on an EVSE, or everywhere; returns like
        `plug_in`."""
        await self.outbox.settle(self.part(MasterPass).chosen(evse))

    async def park(self, evse: int = 1) -> None:
        """Drive a car into the bay of an EVSE; returns like `plug_in`."""
        self._check_bay(evse)
        await self.outbox.settle(self.transactions.parked(evse))

    async def leave(self, evse: int = 1) -> None:
        """Drive the car away, after the cable was taken out; returns like `plug_in`."""
        self._check_bay(evse)
        if any(connector.car for connector in self.availability.at(evse)):
            raise ValueError(f"the car at EVSE {evse} is still plugged in")
        await self.outbox.settle(self.transactions.left(evse))

    async def limit_charging(self, amperes: float, evse: int = 0) -> None:
        """Have an energy management system limit an EVSE, or the station (0), to so many A on each phase; returns like
        `plug_in`."""
        await self.part(ChargingLimits).limited(amperes, evse)

    async def release_charging(self, evse: int = 0) -> None:
        """Have it take the limit back; returns like `plug_in`."""
        await self.part(ChargingLimits).released(evse)

    async def store_customer(self, identifier: str) -> None:
        """Sign a customer up at the station, by a customerIdentifier."""
        self.part(Customers).records[identifier] = f"signed up as {identifier}"

    async def wait_idle(self) -> None:
        """Wait until the station has nothing more to say of its own; while it is offline, until it has said it."""
        await self.outbox.empty()

    def network_down(self) -> None:
        """Cut the network: the connection drops without a close frame, and none is made until `network_up`."""
        self.connection.network_down()

    def network_up(self) -> None:
        """Mend the network; the station comes back when its back-off is over."""
        self.connection.network_up()

    async def _present(self, token: IdToken, evse: int | None) -> Authorization | None:
        """Stop what the token started, or start."""
        transactions = self.transactions
        mine = transactions.authorized_with(token, evse)
        if mine is not None:  # no AuthorizeRequest (C01.FR.03, E07.FR.01)
            await self.outbox.settle(transactions.stop(mine, token))
            return authorization.LOCAL
        if self.part(Locks).open_with(token):
            return authorization.LOCAL
        decision = await authorization.decide(self, token)
        if decision is None or not decision.accepted:
            return decision
        if self.decide(is_master_pass, decision):
            await self.outbox.settle(self.part(MasterPass).presented(token))
            return decision
        group = transactions.authorized_for(decision.group, evse)
        if group is not None:  # a token of the same group may stop it (C09)
            await self.outbox.settle(transactions.stop(group, token))
            return decision
        await self._begin(token, decision, evse)
        return decision

    async def _begin(self, token: IdToken, decision: Authorization, evse: int | None) -> None:
        """Have a token that was accepted charge."""
        transactions, bearer = self.transactions, Bearer(token, decision.group)
        place = transactions.place_for(evse, decision, bearer)
        if place is None:
            self.note("token accepted, but there is no EVSE free for it")
            return
        transactions.claim(place, bearer)
        place.priority = decision.priority
        await self.outbox.settle(transactions.authorize(place, token, decision.group, "Authorized"))

    async def _show_contract(self, shown: Shown, evse: int) -> None:
        """Plug and charge: the contract certificate of an EV is its token (C07)."""
        decision = await contracts.authorize(self, shown)
        if decision is not None and decision.accepted:
            await self._begin(shown.token, decision, evse)

    def _check_15118(self) -> None:
        if not self.config.iso15118:
            raise ValueError("the station does not speak ISO 15118")

    def _check_bay(self, evse: int) -> None:
        if not self.config.parking_bays:
            raise ValueError("the station has no parking bay detectors")
        if evse not in self.transactions.meters:
            raise ValueError(f"the station has no EVSE {evse}")
