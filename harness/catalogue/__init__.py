"""What OCPP 2.0.1 asks: certification cases, requirements, rules of Part 4, features, and reviewed levels."""

from ocpp_conformance.harness.catalogue.editions import DEFAULT_EDITION, EDITIONS, Edition
from ocpp_conformance.harness.catalogue.entries import (
    CaseEntry,
    CatalogueError,
    Conflict,
    Feature,
    Level,
    ScenarioStep,
    Source,
)
from ocpp_conformance.harness.catalogue.loader import Catalogue, catalogue

__all__ = [
    "DEFAULT_EDITION",
    "EDITIONS",
    "CaseEntry",
    "Catalogue",
    "CatalogueError",
    "Conflict",
    "Edition",
    "Feature",
    "Level",
    "ScenarioStep",
    "Source",
    "catalogue",
]
