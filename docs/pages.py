"""The source of the documentation site: the pages of docs/ and of the top folder, and a page for each case and for each
requirement. `python docs/pages.py FOLDER`, then `sphinx-build -W FOLDER OUT`; `tox -e docs` does both."""

import re
import shutil
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.catalogue.kills import killers_of
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.catalogue.seen import cases_that, exercised_by
from ocpp_conformance.harness.cli import collect
from ocpp_conformance.harness.requirements.rule import RULES
from ocpp_conformance.harness.suite.state import CASE, SOURCES
from ocpp_conformance.reports.page.site import place_of

ROOT = Path(__file__).parent.parent
TOP = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
ORPHAN = "---\norphan: true\n---"
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")
"""A link to a file."""


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(ROOT / "docs/conf.py", folder)
    for name in TOP:
        shutil.copy(ROOT / name, folder)
    code, found = collect(["--edition", "3"])  # it has the cases of Edition 2 too
    if found is None:
        return code
    cases = {item.stash[CASE].id: item for item in found.items}
    write(folder / "cases", "Cases", grouped(cases, lambda id: cases[id].stash[CASE].block), cases, case_page)
    sources = {source.id: source for source in catalogue().sources()}
    blocks = grouped(sources, lambda id: sources[id].block or "J-")
    write(folder / "requirements", "Requirements", blocks, sources, requirement_page)
    for page in folder.glob("*.md"):
        page.write_text(LINK.sub(lambda found: linked(found, folder), page.read_text()))
    print(f"{len(cases)} cases, {len(sources)} requirements in {folder}")
    return 0


def linked(found, folder):
    """A link of a page, as it is on the site: to a page beside it, or to a copy of the file that it names."""
    target, anchor = found[1].removeprefix("docs/").removeprefix("../"), found[2] or ""
    if (folder / target).exists():
        return f"]({target}{anchor})"
    file = ROOT / target
    if not file.exists():
        raise SystemExit(f"a page links to {found[1]}, which is not there")
    if file.is_dir():
        return f"]({anchor})" if anchor else "](index.md)"
    copy = folder / "files" / target
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, copy.with_suffix(".txt") if copy.suffix == ".md" else copy)
    return f"](files/{target.removesuffix('.md') + '.txt' if copy.suffix == '.md' else target})"


def grouped(ids, block_of):
    blocks = defaultdict(list)
    for id in ids:
        blocks[block_of(id)].append(id)
    return dict(sorted(blocks.items()))


def write(folder, title, blocks, about, page):
    """An index with the blocks, and a page for each id."""
    folder.mkdir()
    index = [f"# {title}", ""]
    for block, ids in blocks.items():
        index += [f"## {block.rstrip('-')}", "", ", ".join(f"[{id}]({place_of(id)}.md)" for id in ids), ""]
        for id in ids:  # not in the table of contents: with thousands of pages that would be most of each
            (folder / f"{place_of(id)}.md").write_text("\n".join([ORPHAN, *page(about[id])]) + "\n")
    (folder / "index.md").write_text("\n".join(index))


def case_page(item):
    case = item.stash[CASE]
    yield from (f"# {case.id}", "", case.title, "")
    yield f"- judges a {case.role}; topics: {', '.join(case.topics) or 'none'}"
    needs = [*case.needs, *(f"the intent `{name}`" for name in case.intents)]
    yield f"- needs {', '.join(needs) or 'nothing but the system'}"
    if case.entry is not None:
        yield f"- published: {', '.join(case.entry.profiles) or 'in no profile'}"
        if case.entry.steps:
            yield from ("", "## Steps", "")
            yield from (
                f"{step.step or '-'}. {step.direction or step.kind}: {plain(step.name or step.text or '')}"
                for step in case.entry.steps
            )
    yield from ("", "## Checks", "")
    for id in item.stash[SOURCES]:
        own = own_rule(id, case.role)
        text = own or f"({catalogue().source(id).level(case.role)}) {catalogue().source(id).text}"
        yield f"- {requirement(id)}: {plain(text)}"
    exercised = sorted(exercised_by(case.id))
    if exercised:
        yield from ("", "## Rules that get their condition in it", "", ", ".join(map(requirement, exercised)))
    yield from faults(case.id)


def requirement_page(source):
    yield from (f"# {source.id}", "", plain(source.text), "")
    for role, level in source.levels.items():
        how = source.by.get(role) or {"inside": "never on the wire"}.get(source.observable.get(role, ""), "")
        yield f"- {level} for a {role}{f'; shown by: {plain(how)}' if how else ''}"
    for rule in RULES:
        if source.id in (*rule.ids, *rule.twins):
            yield f"- rule `{rule.name}`: {plain(' '.join(rule.text.split()))}"
    for verb, column in (("check", "checks"), ("exercise", "exercises")):
        cases = cases_that(column, source.id)
        if cases:
            yield from (
                "",
                f"## Cases that {verb} it",
                "",
                ", ".join(f"[{id}](../cases/{place_of(id)}.md)" for id in cases),
            )
    yield from faults(source.id)


def faults(id):
    killers = killers_of(id)
    if killers:
        yield from ("", "## Faults that it was seen failing on", "")
        yield from (f"- `{killer.name}`: {plain(killer.breaks)}" for killer in killers)


def requirement(id):
    """A link to its page; a rule of our own has none."""
    return f"[{id}](../requirements/{place_of(id)}.md)" if id in known_sources() else id


@cache
def known_sources():
    return {source.id for source in catalogue().sources()}


def plain(text):
    """Text in which nothing is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
