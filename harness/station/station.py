"""The bundled charging station: its core, its functional blocks, what people do at it, its REST API."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from ocpp_conformance.harness.station.blocks import (
    aligned_data,
    auth_cache,
    authorization,
    availability,
    certificates,
    charging_limits,
    contracts,
    costs,
    customers,
    data_transfer,
    diagnostics,
    display_messages,
    displayed_clock,
    ev_dialogue,
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
    publishing,
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
    v2g,
    variables,
)
from ocpp_conformance.harness.station.config import Extent, StationConfig
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
    charging_limits.BLOCK,
    ev_dialogue.BLOCK,
    contracts.BLOCK,
    v2g.BLOCK,
    remote_control.BLOCK,
    file_transfer.BLOCK,
    diagnostics.BLOCK,
    customers.BLOCK,
    monitoring.BLOCK,
    display_messages.BLOCK,
    firmware.BLOCK,
    publishing.BLOCK,
    data_transfer.BLOCK,
)
"""The functional blocks, each before those that use it."""

_MINIMAL = (
    security.BLOCK,
    certificates.BLOCK,
    renewal.BLOCK,  # of the profile Advanced Security, but cases of Core begin with it (TC_A_19_CS, TC_M_23_CS)
    network_profiles.BLOCK,
    heartbeat.BLOCK,
    provisioning.BLOCK,
    variables.BLOCK,
    reports.BLOCK,
    authorization.BLOCK,
    metering.BLOCK,
    availability.BLOCK,
    locks.BLOCK,
    transactions.BLOCK,
    transaction_status.BLOCK,
    aligned_data.BLOCK,
    reset.BLOCK,
    remote_control.BLOCK,
    file_transfer.BLOCK,
    diagnostics.BLOCK,
    customers.BLOCK,
    firmware.BLOCK,
    data_transfer.BLOCK,
)
"""What no station can do without: Part 5 has no feature for it in the certification profile Core."""

EXTENTS: Mapping[Extent, tuple[Block, ...] | None] = {
    Extent.MINIMAL: _MINIMAL,
    # C-25, C-49, C-07 and C-08, C-42
    Extent.CORE: (*_MINIMAL, displayed_clock.BLOCK, auth_cache.BLOCK, master_pass.BLOCK, signing.BLOCK),
    Extent.FULL: None,
}
"""The blocks of each extent; None for all."""


_BUILT_WITH: tuple[tuple[Block, str], ...] = (
    (ev_dialogue.BLOCK, "iso15118"),
    (contracts.BLOCK, "iso15118"),
    (v2g.BLOCK, "iso15118"),
    (publishing.BLOCK, "local_controller"),
)
"""The blocks that a full station has only where this flag of its configuration says so."""


def _left_out(config: StationConfig, block: Block) -> bool:
    chosen = EXTENTS[config.extent]
    if chosen is not None:
        return block not in chosen
    return any(block is each and not getattr(config, flag) for each, flag in _BUILT_WITH)


class Station(Deeds):
    """One charging station: `async with Station(config) as station`, or `power_on()` and `power_off()`.

    Its decisions are attributes, which faults replace on an instance: the "seams" of `Core`, those of the blocks, those
    of its parts (`rest.read`). `rng` makes its back-off.
    """

    def __init__(
        self, config: StationConfig, *, rng: random.Random | None = None, blocks: Iterable[Block] = BLOCKS
    ) -> None:
        super().__init__(config, blocks, rng, lambda block: _left_out(config, block))
        self.rest = RestDecisions(self)
