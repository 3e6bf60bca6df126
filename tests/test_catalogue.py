"""The catalogue: its data, and how it is read."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, EDITIONS, CatalogueError, Edition, Level, catalogue
from ocpp_conformance.harness.catalogue import loader as loader_module
from ocpp_conformance.harness.rpc.role import Role
from ocpp_conformance.harness.suite.case import PROFILES

FOLDER = Path(loader_module.__file__).parent
SCHEMAS = Path(__file__).parents[1] / "schemas" / "own"

# Numbers that Part 6 or its errata cite, and why no requirement with a text stands behind them. They bind nobody.
CITED_WITHOUT_DUTY = {
    "E03.FR.04": "named by errata 2023-12 only; Part 2 prints no such row",
    "F03.FR.10": "named by errata 2023-12 only; Part 2 prints no such row",
    "E06.FR.17": "named by Part 6 only; later errata call it non-existing",
    "E07.FR.13": "named by Part 6 only; later errata call it non-existing",
    "E07.FR.03": "removed from Part 2 by errata 2023-12, which cleaned only two of the cases that cite it",
    "H01.FR.13": "named by Part 6 of Edition 3 only",
    "N07.FR.20": "named by Part 6 of Edition 3 only",
    "N08.FR.01": "named by Part 6 of Edition 3 only",
}

# Cases of Edition 3 that are printed with a step number twice, or with two of them swapped.
NUMBERED_ODDLY = {"TC_B_08_CSMS", "TC_K_09_CS", "TC_L_14_CS", "TC_L_15_CS"}

# Numbers that a case cites and requirements.json does not hold, each with its reason. None today.
UNKNOWN: dict[str, str] = {}

TWO = Edition.of(2)
ALL = [Edition.of(number, errata) for number, each in EDITIONS.items() for errata in each]

GRADED_UP = {
    "J-3-01",
    "J-3.2-04",
    "J-3.3-05",
    "J-4.1.1-02",
    "J-4.1.1-03",
    "J-4.1.1-06",
    "J-5.2-01",
}


def read(name: str) -> object:
    text = (FOLDER / name).read_text("utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


def flaws(data, schema_name):
    schema = json.loads((SCHEMAS / f"catalogue-{schema_name}-1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("name", ["requirements.json", "rules.json", "features.json", "levels.toml"])
def test_data_is_valid_against_its_schema(name):
    assert flaws(read(name), Path(name).stem) == []


@pytest.mark.parametrize("edition", ALL, ids=str)
def test_cases_are_valid_against_their_schema(edition):
    assert flaws(list(catalogue(edition)._rows().values()), "cases") == []


@pytest.mark.parametrize("name", ["edition-2.json", "requirements.json"])
def test_rows_are_sorted_and_one_a_line(name):
    rows = read(name)
    lines = (FOLDER / name).read_text("utf-8").splitlines()

    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert len(lines) == len(rows) + 2


def test_counts():
    requirements = [s for s in catalogue().sources() if s.kind == "requirement"]
    rules = [s for s in catalogue().sources() if s.kind == "rule"]

    cases = [[len(catalogue(each).cases(role)) for role in Role] for each in (TWO, DEFAULT_EDITION)]
    assert cases == [[135, 230], [251, 424]]
    assert (len(requirements), len(rules)) == (1271, 134)


def test_every_requirement_and_rule_has_its_line_of_levels_and_no_other():
    levels = read("levels.toml")

    assert set(levels["requirements"]) == {row["id"] for row in read("requirements.json")}
    assert set(levels["rules"]) == {row["id"] for row in read("rules.json")["rules"]}


def test_every_cited_requirement_is_known():
    cited = {requirement for case in catalogue().cases() for requirement in case.requirements}
    known = {source.id for source in catalogue().sources() if source.kind == "requirement"}

    assert cited - known == set(UNKNOWN)


def test_cited_requirements_that_bind_nobody_for_lack_of_a_text_are_listed():
    cited = {requirement for case in catalogue().cases() for requirement in case.requirements}
    idle = {id for id in cited if not catalogue().source(id).levels and catalogue().source(id).note}

    assert idle == set(CITED_WITHOUT_DUTY)


def test_role_of_a_case_is_the_end_of_its_id():
    assert all(case.id.endswith("_CSMS") == (case.role is Role.CSMS) for case in catalogue().cases())


def test_step_numbers_are_unique_and_rise():
    odd = set()
    for case in (case for edition in ALL for case in catalogue(edition).cases()):
        numbers = [step.step for step in case.steps if step.step is not None]
        odd |= {case.id} if numbers != sorted(set(numbers)) else set()
    assert odd == NUMBERED_ODDLY


def test_levels_name_the_roles_that_the_rule_applies_to():
    roles = {"both": set(Role), "csms": {Role.CSMS}, "station": {Role.STATION}, "local controller": set()}

    for row in read("rules.json")["rules"]:
        assert set(catalogue().source(row["id"]).levels) == roles[row["applies_to"]], row["id"]


@pytest.mark.parametrize("role", Role)
def test_a_rule_that_can_be_seen_failing_binds(role):
    visible = [*catalogue().rules(role, "wire"), *catalogue().rules(role, "driver")]

    assert [rule.id for rule in visible if rule.fails and rule.level(role).binding is None] == []


def test_a_rule_that_cannot_fail_is_no_duty_on_the_wire():
    rules = [rule for role in Role for rule in catalogue().rules(role, "wire") if rule.fails is None]

    assert {level for rule in rules for level in rule.levels.values()} == {Level.MAY}


def test_graded_rules_say_why():
    graded = {source.id for source in catalogue().sources() if (source.note or "").startswith("graded:")}

    assert graded == GRADED_UP


def test_failures_that_are_wholly_advisory_are_no_shall():
    rules = [s for s in catalogue().sources() if s.fails and s.fails.endswith("(advisory)")]

    assert {level.binding for rule in rules for level in rule.levels.values()} == {"advisory"}


def test_conflicts_name_rules():
    named = {rule for conflict in catalogue().conflicts for rule in conflict.rules}

    assert len(catalogue().conflicts) == 4
    assert {catalogue().source(rule).kind for rule in named} == {"rule"}


def test_no_machine_path_in_the_data():
    for file in FOLDER.iterdir():
        if file.suffix in {".json", ".toml", ".py"}:
            assert re.search(r"/(work|root|home|tmp)/", file.read_text("utf-8")) is None, file.name


@pytest.mark.parametrize(
    ("id", "csms", "station"),
    [
        ("B01.FR.02", Level.SHALL, None),
        ("A00.FR.202", None, Level.SHALL),
        ("A00.FR.001", Level.SHALL, Level.SHALL),
        ("A00.FR.005", Level.SHALL_NOT, Level.SHALL_NOT),
        ("J-4.1.4-02", Level.SHALL, Level.SHALL),
        ("J-4.1.5-02", Level.SHOULD, Level.SHOULD),
        ("J-3.2-02", Level.SHOULD, None),
        ("J-3.1.1-03", None, Level.SHOULD),
        ("J-4.2.3-05", Level.MAY, Level.MAY),
        ("J-4.1.1-07", Level.MAY, None),
        ("E07.FR.03", None, None),
    ],
)
def test_level_of_a_source_for_both_roles(id, csms, station):
    source = catalogue().source(id)

    assert (source.level(Role.CSMS), source.level(Role.STATION)) == (csms, station)


@pytest.mark.parametrize("id", ["J-6.1-01", "J-6.3-02", "J-3.3-02"])
def test_a_rule_of_a_local_controller_binds_neither_role(id):
    source = catalogue().source(id)

    assert [source.level(role) for role in Role] == [None, None]
    assert source not in catalogue().rules(Role.CSMS) + catalogue().rules(Role.STATION)


@pytest.mark.parametrize(
    ("level", "binding"),
    [
        (Level.SHALL, "must"),
        (Level.SHALL_NOT, "must"),
        (Level.SHOULD, "advisory"),
        (Level.SHOULD_NOT, "advisory"),
        (Level.MAY, None),
        (Level.FACT, None),
    ],
)
def test_binding_of_a_level(level, binding):
    assert level.binding == binding


def test_a_rule_may_show_in_different_ways_at_the_two_roles():
    rule = catalogue().source("J-4.1.1-01")

    assert rule.observable == {Role.CSMS: "driver", Role.STATION: "wire"}
    assert rule in catalogue().rules(Role.STATION, "wire")
    assert rule not in catalogue().rules(Role.CSMS, "wire")


def test_case_holds_its_steps():
    case = catalogue(TWO).case("TC_B_02_CSMS")

    assert (case.role, case.block, case.status, case.feature_expression) == (Role.CSMS, "B", "C", "C-44")
    assert [(step.step, step.sender) for step in case.steps[:2]] == [(1, Role.STATION), (2, Role.CSMS)]
    assert case.step(1).fields == {"reason": "PowerUp"}


@pytest.mark.parametrize(
    ("id", "number", "name"),
    [
        ("TC_L_05_CSMS", 3, "SecurityEventNotificationRequest"),
        ("TC_L_06_CSMS", 9, "SecurityEventNotificationRequest"),
        ("TC_N_32_CSMS", 4, "NotifyCustomerInformationResponse"),
        ("TC_E_31_CSMS", 3, "StatusNotificationRequest"),
        ("TC_E_31_CSMS", 7, "GetTransactionStatusRequest"),
        ("TC_L_05_CS", 3, "SecurityEventNotificationRequest"),
    ],
)
def test_steps_inserted_by_errata_shift_the_later_ones(id, number, name):
    assert catalogue(TWO).case(id).step(number).name == name


@pytest.mark.parametrize(("id", "steps"), [("TC_B_26_CS", 6), ("TC_B_50_CS", 9), ("TC_G_13_CS", 2), ("TC_L_16_CS", 15)])
def test_steps_after_removal_or_rewriting_by_errata(id, steps):
    assert len(catalogue(TWO).case(id).steps) == steps


@pytest.mark.parametrize(
    ("id", "status", "expression"),
    [("TC_B_08_CS", "removed", None), ("TC_B_50_CS", "M", None), ("TC_F_04_CS", "C", "C-09.2 or C-09.6")],
)
def test_status_after_errata(id, status, expression):
    case = catalogue(TWO).case(id)

    assert (case.status, case.feature_expression) == (status, expression)


def test_requirements_after_errata():
    assert "E07.FR.03" not in catalogue(TWO).case("TC_B_21_CS").requirements
    assert "E03.FR.04" in catalogue(TWO).case("TC_F_04_CSMS").requirements


def test_unknown_case_names_the_near_ones():
    with pytest.raises(CatalogueError) as caught:
        catalogue().case("tc_b_01")

    assert caught.value.id == "tc_b_01"
    assert {"TC_B_01_CS", "TC_B_01_CSMS"} <= set(caught.value.nearest)
    assert "unknown case 'tc_b_01': did you mean TC_B_01_CS" in str(caught.value)


def test_unknown_source_names_the_near_ones():
    with pytest.raises(CatalogueError, match=r"unknown requirement or rule 'B01\.FR\.2': did you mean .*B01\.FR\.02"):
        catalogue().source("B01.FR.2")


def test_unknown_step_names_the_near_numbers():
    with pytest.raises(CatalogueError, match=r"unknown step of TC_L_05_CSMS '9': did you mean 4, 3, 2\?"):
        catalogue().case("TC_L_05_CSMS").step(9)


def test_nothing_near():
    with pytest.raises(CatalogueError, match="unknown case '§': nothing there looks like it"):
        catalogue().case("§")


def test_error_survives_a_process_boundary():
    error = CatalogueError("case", "TC_X", ("TC_A_01_CS",))

    copy = pickle.loads(pickle.dumps(error))

    assert (str(copy), copy.nearest) == (str(error), error.nearest)


def test_questions_of_the_two_roles_share_ids_but_not_meaning():
    names = {catalogue().feature("AQ-6", role).name for role in Role}

    assert len(names) == 2


def test_feature_of_the_other_role_is_unknown():
    with pytest.raises(CatalogueError, match="unknown feature of a csms 'C-01'"):
        catalogue().feature("C-01", Role.CSMS)


def test_files_are_read_on_first_use(tmp_path):
    (tmp_path / "edition-2.json").write_bytes((FOLDER / "edition-2.json").read_bytes())

    lone = loader_module.Catalogue(TWO, tmp_path)

    assert lone.case("TC_A_01_CS").page == 4
    with pytest.raises(FileNotFoundError):
        lone.source("B01.FR.02")


@pytest.mark.parametrize("edition", ALL, ids=str)
def test_one_catalogue_of_an_edition_a_process(edition):
    assert catalogue(edition) is catalogue(Edition.parse(f"Suite 1, {edition}."))


def test_every_profile_with_cases_can_be_selected():
    assert set(PROFILES.values()) == {
        p for edition in ALL for each in catalogue(edition).cases() for p in each.profiles
    }


def in_force(role, edition):
    return sum(catalogue(edition).has(entry.id) for entry in catalogue(edition).cases(role))


@pytest.mark.parametrize(
    ("edition", "csms", "station"), [(ALL[0], 135, 229), (ALL[1], 250, 422), (ALL[2], 250, 424)], ids=map(str, ALL)
)
def test_cases_in_force(edition, csms, station):
    assert (in_force(Role.CSMS, edition), in_force(Role.STATION, edition)) == (csms, station)


def test_an_edition_changes_adds_and_drops_cases():
    two, three = catalogue(Edition.of(2)), catalogue(Edition.of(3))

    assert two.case("TC_L_14_CS").title != three.case("TC_L_14_CS").title
    assert three.case("TC_M_23_CS").profiles == ("Advanced Security",)
    assert (two.has("TC_K_01_CS"), three.has("TC_K_01_CS")) == (False, True)
    assert (two.has("TC_B_08_CS"), three.has("TC_B_08_CS")) == (False, False)


def test_errata_decide_which_cases_are_in_force():
    printed, mended = catalogue(Edition.of(3, "2023-12")), catalogue(Edition.of(3, "2025-09"))

    assert (printed.has("TC_B_58_CSMS"), mended.has("TC_B_58_CSMS")) == (False, True)
    assert (printed.has("TC_O_15_CS"), mended.has("TC_O_15_CS")) == (True, False)
    assert (printed.case("TC_C_21_CS").status, mended.case("TC_C_21_CS").status) == ("M", "C")


@pytest.mark.parametrize(
    ("number", "errata", "text"),
    [(1, None, "no data of Edition 1; known are 2, 3"), (2, "2025-09", "the errata 2025-09 don't apply to Edition 2")],
)
def test_editions_without_data_are_named(number, errata, text):
    with pytest.raises(ValueError, match=text):
        Edition.of(number, errata)
