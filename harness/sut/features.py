"""The feature expressions of Part 5: `C-44 or NOT AQ-6`, `(C-30 - C-35 or ISO 15118 support) and NOT AQ-2`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

Test = Callable[["Features"], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) | (?P<more>>\s*\d+)
      | (?P<word>and|or|not)\b
      | Product\ Subtype\ "(?P<subtype>[^"]*)"
      | (?P<first>[A-Z]+-\d+(?:\.\d+)?)\s*-\s*(?:\(or\)\s*)?(?P<last>[A-Z]+-\d+)
      | (?P<id>[A-Z]+-\d+(?:\.\d+)?)
      | (?P<name>(?:(?!(?:and|or|not)\b)[\w/]+\s*)+)
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_ALIASES = {"ISO15118 support": "ISO 15118 support"}
"""Part 5 spells this profile in two ways."""


class ExpressionError(ValueError):
    """A text that is no feature expression: the text, where it stops being one."""

    def __init__(self, text: str, at: int, wanted: str) -> None:
        super().__init__(text, at, wanted)
        self.text, self.at, self.wanted = text, at, wanted

    def __str__(self) -> str:
        return f"{self.text!r} is no feature expression: {self.wanted} is missing at character {self.at + 1}"


@dataclass(frozen=True, slots=True)
class Features:
    """What a system can do: ids and names of Part 5. HFS-8, the number of EVSEs, is a count; it comes from the layout.

    An id holds too where one of its parts is given: C-09.2 makes C-09 hold.
    """

    ids: frozenset[str]
    evses: int = 1

    def __contains__(self, id: str) -> bool:
        return id in self.ids or any(given.startswith(f"{id}.") for given in self.ids)

    def count(self, id: str) -> int:
        """The number behind an id that is compared with one."""
        return self.evses if id == "HFS-8" else int(id in self)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression; `names` are the ids and names in it, ranges written out."""

    text: str
    names: tuple[str, ...]
    test: Test

    def holds(self, features: Features) -> bool:
        """Whether it is true of a system with these features. An id that nobody defines is false of every system."""
        return self.test(features)


@cache
def parse(text: str) -> Expression:
    """Read an expression: NOT binds tighter than AND, AND tighter than OR; a range `C-30 - C-35` means any of its ids.

    Parentheses left open at the end count as closed there, and one closed too many at the end is ignored: Part 5 has
    such slips. Raises `ExpressionError`.
    """
    return _Parser(text).expression()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text, self._names = text, dict[str, None]()
        self._tokens = list(self._scan())
        self._next = 0

    def expression(self) -> Expression:
        test = self._or()
        while self._take("close"):
            pass
        if self._next < len(self._tokens):
            raise self._missing("AND or OR")
        return Expression(self._text, tuple(self._names), test)

    def _scan(self) -> Iterator[re.Match[str]]:
        at = 0
        while at < len(self._text):
            found = _TOKEN.match(self._text, at)
            if found is None or found.end() == at:
                raise ExpressionError(self._text, at, "a feature")
            yield found
            at = found.end()

    def _or(self) -> Test:
        tests = [self._and()]
        while self._take("word", "or"):
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else lambda features: any(test(features) for test in tests)

    def _and(self) -> Test:
        tests = [self._not()]
        while self._take("word", "and"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda features: all(test(features) for test in tests)

    def _not(self) -> Test:
        if self._take("word", "not"):
            test = self._not()
            return lambda features: not test(features)
        if self._take("open"):
            inner = self._or()
            if not self._take("close") and self._next < len(self._tokens):
                raise self._missing("a closing parenthesis")
            return inner
        return self._name()

    def _name(self) -> Test:
        token = self._tokens[self._next] if self._next < len(self._tokens) else None
        if token is None or not (names := _names(token)):
            raise self._missing("a feature")
        self._next += 1
        self._names.update(dict.fromkeys(names))
        more = self._take("more")
        if more is not None:
            id, limit = names[0], int(more["more"].lstrip("> "))
            return lambda features: features.count(id) > limit
        return lambda features: any(name in features for name in names)

    def _take(self, group: str, word: str | None = None) -> re.Match[str] | None:
        if self._next == len(self._tokens):
            return None
        token = self._tokens[self._next]
        if token[group] is None or (word is not None and token[group].lower() != word):
            return None
        self._next += 1
        return token

    def _missing(self, wanted: str) -> ExpressionError:
        at = self._tokens[self._next].start() if self._next < len(self._tokens) else len(self._text)
        return ExpressionError(self._text, at, wanted)


def _names(token: re.Match[str]) -> tuple[str, ...]:
    if token["first"] is not None:
        letters, first = token["first"].rsplit("-", 1)
        return tuple(f"{letters}-{number}" for number in range(int(first), int(token["last"].rsplit("-", 1)[1]) + 1))
    name = token["id"] or token["subtype"] or (token["name"] or "").strip()
    return (_ALIASES.get(name, name),) if name else ()
