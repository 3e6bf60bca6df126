"""Feature expressions of Part 5: a truth table, and every expression of the catalogue."""

import itertools
import re

import pytest

from ocpp_conformance.harness.catalogue import CatalogueError, catalogue
from ocpp_conformance.harness.sut.features import ExpressionError, Features, parse

EXPRESSIONS = sorted({(case.role, case.feature_expression) for case in catalogue().cases() if case.feature_expression})
UNDEFINED = {"Mode 1/2-only Charging Station", "AQ-10", "R-1"}
"""Named in expressions of Part 5 and not defined in it for the role that they are about."""
MODE_2 = "Mode 1/2-only Charging Station"


def holds(expression, *ids, evses=1):
    return parse(expression).holds(Features(frozenset(ids), evses))


# (the expression, the features, whether it holds)
TRUTH = [
    ("C-44", (), False),
    ("C-44", ("C-44",), True),
    ("C-44 or NOT AQ-6", (), True),
    ("C-44 or NOT AQ-6", ("AQ-6",), False),
    ("C-44 or NOT AQ-6", ("AQ-6", "C-44"), True),
    ("(C-30 or C-31 or C-32) and NOT AQ-2", ("C-31",), True),
    ("(C-30 or C-31 or C-32) and NOT AQ-2", ("C-31", "AQ-2"), False),
    ("(C-30 or C-31 or C-32) and NOT AQ-2", ("C-33",), False),
    ("C-30 - C-35 or ISO 15118 support", ("C-33",), True),
    ("C-30 - C-35 or ISO 15118 support", ("C-36",), False),
    ("C-30 - C-35 or ISO 15118 support", ("ISO 15118 support",), True),
    ("HFS-4 OR ISO15118 support", ("ISO 15118 support",), True),
    ("C-48.1 and (C-36 -(or) C-39)", ("C-48.1", "C-38"), True),
    ("C-48.1 and (C-36 -(or) C-39)", ("C-48.2", "C-38"), False),
    ("C-40 and C-42", ("C-40.2", "C-42"), True),  # a part makes the whole
    ("C-09.2", ("C-09",), False),  # and the whole says nothing of a part
    ("C-4", ("C-40",), False),
    ("a or b and c", ("a",), True),  # AND binds tighter
    ("a or b and c", ("b",), False),
    ("NOT a and b", ("b",), True),
    ("NOT (a and b)", ("b",), True),
    ("NOT NOT a", ("a",), True),
    ("Not C-56", (), True),
    ("NOT Smart Charging", ("Smart Charging",), False),
    ("NOT ISO-3", (), True),  # defined nowhere
    (f'NOT Product Subtype "{MODE_2}"', (MODE_2,), False),
    ("(C-10.2 and (C-30 or C-31)", ("C-10.2", "C-30"), True),  # left open
    ("C-10.2 and (C-30 or C-31))", ("C-10.2", "C-30"), True),  # closed too often
]


@pytest.mark.parametrize(("expression", "ids", "truth"), TRUTH)
def test_truth(expression, ids, truth):
    assert holds(expression, *ids) is truth


@pytest.mark.parametrize(("evses", "truth"), [(1, False), (2, True)])
def test_the_number_of_evses_is_compared(evses, truth):
    assert holds("HFS-8 > 1", evses=evses) is truth


def test_a_whole_table_against_python():
    text = "(C-01 and (C-02 or NOT C-03)) or NOT (NOT C-02 AND C-04)"
    python = re.sub(r"C-0(\d)", r"f[\1]", text).replace("NOT", "not").replace("AND", "and")
    for bits in itertools.product((False, True), repeat=4):
        f = dict(enumerate(bits, start=1))
        given = [f"C-0{n}" for n, there in f.items() if there]
        assert holds(text, *given) is eval(python, {"f": f}), given


@pytest.mark.parametrize(("role", "expression"), EXPRESSIONS)
def test_every_expression_of_the_catalogue_parses(role, expression):
    for name in set(parse(expression).names) - UNDEFINED:
        try:
            catalogue().feature(name, role)
        except CatalogueError as error:
            pytest.fail(f"{expression}: {error}")


@pytest.mark.parametrize("text", ["", "and", "C-01 or", "C-01 C-02", "(C-01 C-02)", "NOT", "C-01 & C-02", "()"])
def test_what_is_no_expression_says_where(text):
    with pytest.raises(ExpressionError, match="missing at character"):
        parse(text)
