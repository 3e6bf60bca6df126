"""The bundled charging station: its core, its functional blocks, what people do at it, its REST API."""

from __future__ import annotations

import random
from collections.abc import Iterable

from ocpp_conformance.harness.station.blocks import (
    aligned_data,
    auth_cache,
    authorization,
    availability,
    certificates,
    costs,
    customers,
    data_transfer,
    diagnostics,
    display_messages,
    displayed_clock,
    file_transfer,
    firmware,
    heartbeat,
    local_list,
    locks,
    master_pass,
    metering,
    monitoring,
    network_profiles,
    provisioning,
    remote_control,
    renewal,
    reports,
    reserving,
    reset,
    security,
    signing,
    smart_charging,
    transaction_status,
    transactions,
    variables,
)
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core.core import Block
from ocpp_conformance.harness.station.deeds import Deeds
from ocpp_conformance.harness.station.rest_decisions import RestDecisions

BLOCKS: tuple[Block, ...] = (
    security.BLOCK,
    certificates.BLOCK,
    renewal.BLOCK,
    network_profiles.BLOCK,
    heartbeat.BLOCK,
    provisioning.BLOCK,
    displayed_clock.BLOCK,
    variables.BLOCK,
    reports.BLOCK,
    auth_cache.BLOCK,
    local_list.BLOCK,
    authorization.BLOCK,
    signing.BLOCK,
    metering.BLOCK,
    availability.BLOCK,
    costs.BLOCK,
    reserving.BLOCK,
    locks.BLOCK,
    transactions.BLOCK,
    transaction_status.BLOCK,
    master_pass.BLOCK,
    aligned_data.BLOCK,
    reset.BLOCK,
    smart_charging.BLOCK,
    remote_control.BLOCK,
    file_transfer.BLOCK,
    diagnostics.BLOCK,
    customers.BLOCK,
    monitoring.BLOCK,
    display_messages.BLOCK,
    firmware.BLOCK,
    data_transfer.BLOCK,
)
"""The functional blocks, each before those that use it."""


class Station(Deeds):
    """One charging station: `async with Station(config) as station`, or `power_on()` and `power_off()`.

    Its decisions are attributes, which faults replace on an instance: the "seams" of `Core`, those of the blocks, those
    of its parts (`rest.read`). `rng` makes its back-off.
    """

    def __init__(
        self, config: StationConfig, *, rng: random.Random | None = None, blocks: Iterable[Block] = BLOCKS
    ) -> None:
        super().__init__(config, blocks, rng)
        self.rest = RestDecisions(self)
