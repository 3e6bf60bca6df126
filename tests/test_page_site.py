"""The page links to the documentation site where that is known, and only there."""

import re

import pytest

from ocpp_conformance.reports.page import site
from ocpp_conformance.reports.page.render import write_page

from .different.processes import suite


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    assert suite("conformance", "--output", str(folder), "--case", "TC_B_01_CSMS").code == 0
    return folder / "results.jsonl"


def links(results, tmp_path):
    write_page(results, tmp_path / "index.html")
    page = (tmp_path / "index.html").read_text()
    return set(re.findall(r'href="(https?://[^"]+)"', page)), page


def test_nothing_outside_is_linked_to_unless_the_site_is_known(results, tmp_path, monkeypatch):
    monkeypatch.delenv(site.VARIABLE, raising=False)
    assert links(results, tmp_path)[0] == set()


@pytest.mark.parametrize("url", ["https://docs.example/ocpp", "https://docs.example/ocpp/"])
def test_cases_and_requirements_are_linked_to_their_pages(results, tmp_path, monkeypatch, url):
    monkeypatch.setenv(site.VARIABLE, url)
    found, _ = links(results, tmp_path)
    assert {f"https://docs.example/ocpp/{page}.html" for page in ("cases/TC-B-01-CSMS", "requirements/B01.FR.02")} <= (
        found
    )
    assert all(each.startswith("https://docs.example/ocpp/") for each in found)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "docs.example", "https://", "http://[oops"])
def test_what_is_no_url_is_named_and_not_linked_to(results, tmp_path, monkeypatch, url):
    monkeypatch.setenv(site.VARIABLE, url)
    found, page = links(results, tmp_path)
    assert (found, f"OCPP_DOCS_URL is &#39;{url}&#39;, which is no http:// or https:// URL" in page) == (set(), True)


def test_a_case_of_somebody_else_has_no_page(monkeypatch):
    monkeypatch.setenv(site.VARIABLE, "https://docs.example")
    assert site.case_page("ACME-CSMS-BOOT-01") is None
    assert site.case_page("TC_B_01_CSMS") == "https://docs.example/cases/TC-B-01-CSMS.html"
