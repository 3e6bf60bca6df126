"""What OCPP 2.0.1 asks: certification cases, requirements, rules of Part 4, features, and reviewed levels."""

from ocpp_conformance.harness.catalogue.entries import (
    CaseEntry,
    CatalogueError,
    Conflict,
    Feature,
    Level,
    ScenarioStep,
    Source,
)
from ocpp_conformance.harness.catalogue.loader import EDITION, Catalogue, catalogue

__all__ = [
    "EDITION",
    "CaseEntry",
    "Catalogue",
    "CatalogueError",
    "Conflict",
    "Feature",
    "Level",
    "ScenarioStep",
    "Source",
    "catalogue",
]
