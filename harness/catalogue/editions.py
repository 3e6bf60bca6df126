"""The editions of OCPP 2.0.1, each with its errata: which cases are published, and how they go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_conformance.harness.rpc.protocol import OCPP_201

EDITIONS: Mapping[int, tuple[str, ...]] = {2: ("2023-12",), 3: ("2025-09", "2023-12")}
"""The errata that can be applied to an edition, the ones that apply unasked first. Edition 3 has taken in those of
2023-12."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of the specification: the edition's number, and the last errata applied to it (year-month)."""

    number: int
    errata: str

    @classmethod
    def of(cls, number: int, errata: str | None = None) -> Edition:
        """An edition with these errata, or with its newest. Raises `ValueError` with a sentence where there is none."""
        if number not in EDITIONS:
            raise ValueError(f"there is no data of Edition {number}; known are {', '.join(map(str, EDITIONS))}")
        if errata not in (None, *EDITIONS[number]):
            known = " and ".join(EDITIONS[number])
            raise ValueError(f"the errata {errata} don't apply to Edition {number}; it has {known}")
        return cls(number, errata or EDITIONS[number][0])

    @classmethod
    def parse(cls, text: str) -> Edition:
        """The edition that a header of results names, with its newest errata unless it names some that there are; where
        it names none, the one that is used unasked."""
        found = re.search(r"Edition (\d+)(?:, errata (\d{4}-\d\d))?", text)
        if found is None or int(found[1]) not in EDITIONS:
            return DEFAULT_EDITION
        number, errata = int(found[1]), found[2]
        return cls.of(number, errata if errata in EDITIONS[number] else None)

    @property
    def name(self) -> str:
        """As sentences say it: `Edition 2`."""
        return f"Edition {self.number}"

    def __str__(self) -> str:
        return f"{OCPP_201} {self.name}, errata {self.errata}"


def versions_in(text: str) -> str:
    """The versions of OCPP that a header of results names, in words; 2.0.1 where it names none."""
    return " and ".join(re.findall(r"OCPP [0-9.]*[0-9]", text)) or str(OCPP_201)


DEFAULT_EDITION = Edition.of(3)
"""What is used where nobody asks for another one."""
