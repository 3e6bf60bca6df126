"""The tables of the page without a browser: the matrix of requirements, two runs compared, the certification list."""

import re
from collections import Counter
from functools import partial

import pytest

from ocpp_conformance.harness.catalogue import Edition, catalogue
from ocpp_conformance.harness.evidence.mandatory import mandatory
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page import write_comparison
from ocpp_conformance.reports.page.certification import certification
from ocpp_conformance.reports.page.compare import changes
from ocpp_conformance.reports.page.matrix import State, matrix

from .result_lines import HEADER, breach, check, one_case, read, rendered, written


@pytest.fixture
def results(tmp_path):
    return partial(written, tmp_path)


@pytest.fixture
def page(tmp_path):
    return partial(rendered, tmp_path)


# -- the matrix --------------------------------------------------------------------------------------------------------

B01 = "B01.FR.02"
CELLS = [
    ([check("A-1", B01)], "passed", State.PROVEN),
    ([check("A-1", B01), check("A-1", B01, "failed", 0)], "failed", State.FAILED),
    ([check("A-1", B01, "advisory")], "advisory", State.ADVISORY),
    ([check("A-1", B01, relayed=True)], "passed", State.RELAYED),
    ([check("A-1", B01, relayed=True), check("A-1", B01)], "passed", State.PROVEN),
    ([], "inconclusive", State.NOT_REACHED),
    ([], "not run", State.NOT_RUN),
]


@pytest.mark.parametrize(("checks", "verdict", "state"), CELLS)
def test_a_cell_says_what_the_checks_say(results, checks, verdict, state):
    run = read(results(*one_case("A-1", *checks, verdict=verdict, sources=[B01], message="needs x; give y")))
    cells = {row.source.id: row.cells for group in matrix(run) for row in group.rows}
    assert cells[B01]["csms"].state is state
    assert ("give y" in cells[B01]["csms"].hint) == (state is State.NOT_RUN)


def test_the_matrix_holds_the_whole_catalogue(results):
    rows = [row for group in matrix(read(results())) for row in group.rows]
    assert [row.source for row in rows] == list(catalogue().sources())
    bound = {source.id for source in catalogue().sources(Role.CSMS)}
    assert {row.source.id for row in rows if "csms" in row.cells} == bound


def test_a_breach_fails_its_rule(results):
    run = read(results(*one_case("A-1", breach("A-1"))))
    cells = {row.source.id: row.cells for group in matrix(run) for row in group.rows}
    assert cells["J-4.1.7-01"]["csms"].state is State.FAILED


def test_groups_count_their_cells(results):
    for group in matrix(read(results())):
        assert group.counts["csms"] == Counter(row.cells["csms"].state for row in group.rows if "csms" in row.cells)


# -- comparison --------------------------------------------------------------------------------------------------------

CHANGES = [
    ("new red", {"verdict": "passed"}, {"verdict": "failed"}),
    ("new red", {"verdict": "not run"}, {"verdict": "inconclusive"}),
    ("fixed", {"verdict": "failed"}, {"verdict": "passed"}),
    ("otherwise changed", {"verdict": "passed"}, {"verdict": "advisory"}),
    ("not run", {"verdict": "failed"}, {"verdict": "not run"}),
    ("slower", {"duration": 0.2}, {"duration": 0.6}),
    (None, {"duration": 0.01}, {"duration": 0.1}),
    (None, {"duration": 2.0}, {"duration": 3.5}),
]


@pytest.mark.parametrize(("kind", "before", "after"), CHANGES)
def test_what_changed_between_two_runs(results, kind, before, after):
    a = read(results(*one_case(**before), name="a.jsonl"))
    b = read(results(*one_case(**after), name="b.jsonl"))
    assert [name for name, found in changes(a, b).items() if found] == ([kind] if kind else [])


def test_cases_and_findings_that_came_and_went(results):
    a = read(results(*one_case("A-1", breach("A-1")), *one_case("A-2"), name="a.jsonl"))
    b = read(results(*one_case("A-1"), *one_case("A-3"), name="b.jsonl"))
    found = {kind: [change.id for change in each] for kind, each in changes(a, b).items() if each}
    assert found == {"fixed": ["J-4.1.7-01"], "added": ["A-3"], "not run": ["A-2"]}


def test_what_was_not_run_is_not_fixed_and_not_new(results):
    a = read(results(*one_case("A-1", breach("A-1"), verdict="failed"), *one_case("A-2"), name="a.jsonl"))
    b = read(results(*one_case("A-1", verdict="not run"), *one_case("A-2"), name="b.jsonl"))
    found = {kind: sorted(change.id for change in each) for kind, each in changes(a, b).items() if each}
    assert found == {"not run": ["A-1", "J-4.1.7-01"]}
    assert {kind for kind, each in changes(b, a).items() if each} == {"new red", "added"}


def test_the_comparison_has_a_column_a_file(results, tmp_path):
    files = [results(*one_case(), name="a.jsonl"), results(*one_case(verdict="failed"), name="b.jsonl")]
    write_comparison(files, tmp_path / "both.html", diff=True)
    html = (tmp_path / "both.html").read_text()
    assert '<th scope="col">a.jsonl</th><th scope="col">b.jsonl</th>' in html
    assert '<span data-kind="new red">1 new red</span>' in html
    write_comparison(files, tmp_path / "both.html", diff=False)
    assert "data-kind" not in (tmp_path / "both.html").read_text()


def test_the_comparison_has_what_each_run_says_about_a_requirement(results, tmp_path):
    broken = results(*one_case("A-1", breach("A-1"), verdict="failed"), name="a.jsonl")
    sound = results(*one_case("A-1"), name="b.jsonl")
    write_comparison([broken, sound], tmp_path / "both.html", diff=False, names={broken: "old", sound: "new"})
    html = (tmp_path / "both.html").read_text()
    assert '<th scope="col">old</th><th scope="col">new</th>' in html
    row = re.search(r'<tr data-r="csms" data-d="(\w+)"><th scope="row" class="id">J-4\.1\.7-01</th>.*?</tr>', html)
    assert row is not None
    assert (row[1], re.findall(r"</span> ([a-z ]+)</span>", row[0])) == ("yes", ["failed", "not covered"])


# -- the mandatory cases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "partial", "said"),
    [
        ({"TC_B_01_CS": "passed"}, False, "1 of the 109 mandatory cases of Edition 2 judged; 108 not written here yet"),
        ({"TC_B_01_CS": "failed"}, True, "1 of the 109 mandatory cases of Edition 2 judged; 108 not in this run"),
        (
            {"TC_B_01_CS": "not run", "TC_B_02_CS": "passed", "RPC-CS-ID-01": "passed"},
            True,
            "1 of the 109 mandatory cases of Edition 2 judged; 1 not run, 107 not in this run",
        ),
        ({"RPC-CS-ID-01": "passed"}, True, ""),
    ],
)
def test_mandatory_cases_are_counted_against_the_published_list(verdicts, partial, said):
    assert mandatory(Edition.of(2), Role.STATION, verdicts, partial) == said


# -- the certification list --------------------------------------------------------------------------------------------


def test_every_published_case_of_a_judged_role_is_listed_once(results):
    lists = certification(read(results(header={**HEADER, "roles": ["csms", "station"]})))
    listed = [case.id for each in lists for case in each.cases]
    assert sorted(listed) == sorted(entry.id for entry in catalogue(Edition.of(2)).cases())
    assert {(each.role, each.profile) for each in lists} == {
        (role, profile) for role in ("csms", "station") for profile in ("Core", "Advanced Security")
    }


def test_a_listed_case_has_its_verdict_or_none(results):
    core, _ = certification(read(results(*one_case("TC_B_01_CSMS"), *one_case("TC_F_06_CSMS", verdict="failed"))))
    found = {case.id: (case.status, case.verdict) for case in core.cases}
    assert found["TC_B_01_CSMS"] == ("mandatory", "passed")
    assert found["TC_F_06_CSMS"] == ("conditional", "failed")
    assert found["TC_B_02_CSMS"] == ("conditional", "")
    assert core.counts["conditional"] == {
        "failed": 1,
        "": sum(status == "conditional" for status, _ in found.values()) - 1,
    }


def test_a_conditional_case_says_its_condition(results):
    core, _ = certification(read(results()))
    condition = {case.id: case.condition for case in core.cases}
    assert condition["TC_F_06_CSMS"].endswith(": C-11")
    assert condition["TC_B_01_CSMS"] == ""


def test_a_withdrawn_case_is_due_nowhere(results):
    lists = certification(read(results(header={**HEADER, "roles": ["station"]})))
    withdrawn = [case for each in lists for case in each.cases if case.status == "withdrawn"]
    assert [case.id for case in withdrawn] == [
        entry.id for entry in catalogue(Edition.of(2)).cases() if entry.status == "removed"
    ]
    assert {status for each in lists for status in each.counts} == {"mandatory", "conditional"}


def test_the_page_links_listed_cases_that_are_in_the_run(page):
    html = page(*one_case("TC_B_01_CSMS"))
    section = html[html.index('<section id="certification"') : html.index('<section id="requirements"')]
    assert '<a class="id" href="#TC_B_01_CSMS">TC_B_01_CSMS</a>' in section
    assert '<span class="id">TC_B_02_CSMS</span>' in section
    assert "mandatory: 1 passed, " in section
