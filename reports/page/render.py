"""From a results file to one HTML file: streamed in, rendered case by case, nothing left to load."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from ocpp_conformance.harness.evidence.generated import generated_of
from ocpp_conformance.reports.page import site, words
from ocpp_conformance.reports.page.certification import certification
from ocpp_conformance.reports.page.evidence import Evidence, Piece, evidence_of
from ocpp_conformance.reports.page.frames import Viewer
from ocpp_conformance.reports.page.matrix import STATES, matrix, totals
from ocpp_conformance.reports.page.pack import Body, Budget, fold
from ocpp_conformance.reports.page.record import CaseRecord, read_run
from ocpp_conformance.reports.page.sidefiles import SideFiles
from ocpp_conformance.reports.page.summary import counted, summarise
from ocpp_conformance.reports.page.text import cut, escaped, plural, seconds, slug, visible


def write_page(results: Path, target: Path) -> None:
    """Write the page of a results file to `target`, and frames too long for it to `frames/` beside it.

    A file that was cut gives a page that says so. Raises `ResultsError` for a file that is no results file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    bodies = Bodies(SideFiles(target.parent))
    run = read_run(results, bodies.take)
    groups = matrix(run)
    write(
        "page.html.j2",
        target,
        run=run,
        summary=summarise(run),
        groups=groups,
        listed=frozenset(row.source.id for group in groups for row in group.rows),
        totals=totals(groups),
        certification=certification(run),
        states=STATES,
        bodies=bodies.by_case,
        budget=bodies.budget,
        side_files=bodies.side_files.written,
    )


class Bodies:
    """Renders the evidence of each case as soon as it is read, and lets its frames go."""

    def __init__(self, side_files: SideFiles) -> None:
        self.side_files, self.budget = side_files, Budget()
        self.by_case: dict[str, Body] = {}

    def take(self, case: CaseRecord) -> None:
        """Render a case that is read to its end."""
        evidence = evidence_of(case, tuple(Viewer(case, self.side_files).views()))
        bare = replace(evidence, pieces=())
        red = case.verdict in words.RED
        self.by_case[case.id] = self.budget.place(
            red, _part("case", evidence), _part("wire", evidence), lambda: _part("wire", bare)
        )
        case.entries.clear()


def write(template: str, target: Path, **values: Any) -> None:
    """Render a whole page into a file, piece by piece."""
    css, js = _source("page.css.j2"), _source("page.js.j2")
    values |= {"css": Markup(css), "js": Markup(js), "css_hash": _hash(css), "js_hash": _hash(js)}
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(environment().get_template(template).generate(values))


class _ByteCode(FileSystemBytecodeCache):
    """Compiled templates, beside Python's own byte code, where that may be written."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def environment() -> Environment:
    """Jinja2 with autoescape; every text that is not ours to trust is made visible on its way out."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        finalize=_harmless,
        bytecode_cache=_ByteCode(str(Path(__file__).with_name("__pycache__"))),
    )
    env.filters.update(text=lambda text: escaped(visible(text)), cut=cut, slug=slug, seconds=seconds, fold=_fold_piece)
    env.globals.update(
        word=words.word,
        role_name=words.role_name,
        block_name=words.block_name,
        verdicts=words.VERDICTS,
        counted=counted,
        plural=plural,
        site=site,
    )
    return env


def _harmless(value: Any) -> Any:
    return visible(value) if type(value) is str else value


def _part(name: str, evidence: Evidence) -> str:
    return environment().get_template(f"{name}.html.j2").render(vars_of(evidence))


def vars_of(evidence: Evidence) -> Mapping[str, Any]:
    """The names that the template of a case uses."""
    return {"evidence": evidence, "case": evidence.case, "generated": generated_of(evidence.case.notes)}


def _fold_piece(piece: Piece, case: CaseRecord) -> str:
    return fold(environment().get_template("frames.html.j2").render(case=case, views=piece.views))


def _source(name: str) -> str:
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0].strip()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
