"""The command `ocpp-conformance`."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ocpp_conformance.harness.evidence.verdict import Exit
from ocpp_conformance.harness.launch import launch

if TYPE_CHECKING:
    from ocpp_conformance.harness.suite.listing import Collected
    from ocpp_conformance.reports.page.compare import Diff


_ELSEWHERE = {
    "convert": "convert",
    "csms": "systems",
    "driver": "driver",
    "fuzz": "fuzz",
    "judge": "judge",
    "pki": "pki",
    "proxy": "proxy",
    "replay": "fuzz",
    "station": "systems",
}
"""Commands with a module of their own in `commands/`, imported when they are called."""
click.UsageError.exit_code = Exit.USAGE  # click's own, 2, says of a run that it was interrupted


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"ocpp_conformance.harness.commands.{_ELSEWHERE[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("ocpp-conformance"), prog_name="ocpp-conformance")
def main() -> None:
    """Open conformance harness for OCPP 2.0.1: judges a CSMS and a charging station, with evidence.

    No certification and not the OCTT.
    """


@main.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(arguments: tuple[str, ...]) -> None:
    """Run the conformance suite (takes pytest's options too: --help-all).

    \b
    ocpp-conformance run                                        the bundled systems
    ocpp-conformance run --csms ws://host:9000/ocpp             a CSMS
    ocpp-conformance run --listen 0.0.0.0:9000                  a charging station
    """
    if {"-h", "--help"} & set(arguments):
        from ocpp_conformance.harness.commands.run_help import run_help

        click.echo(run_help(), nl=False)
        return
    pytest_help = ["--help" if each == "--help-all" else each for each in arguments]
    sys.exit(launch(_only_red(pytest_help)))


def _only_red(arguments: list[str]) -> list[str]:
    """`--lf` and `--last-failed` stand for the cases that the last run left red."""
    if not {"--lf", "--last-failed"} & set(arguments):
        return arguments
    from ocpp_conformance.harness.evidence.results import ResultsError
    from ocpp_conformance.harness.evidence.verdict import Exit
    from ocpp_conformance.harness.suite.earlier import red_cases

    given = [each for each in arguments if each not in ("--lf", "--last-failed")]
    folder = Path("reports/out")
    for number, each in enumerate(given):
        if each.startswith("--output"):
            folder = Path(each.partition("=")[2] or (given[number + 1] if number + 1 < len(given) else folder))
    try:
        red = red_cases(folder)
    except (ResultsError, OSError) as error:
        raise click.UsageError(f"--lf: {folder} holds no run ({error}); run without it first") from None
    if not red:
        click.echo(f"--lf: the last run in {folder} left no case red; leave --lf out to run them all")
        raise SystemExit(Exit.NOTHING_JUDGED)
    return [*given, *(word for case in red for word in ("--case", case))]


@main.command("list", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def list_cases(arguments: tuple[str, ...]) -> None:
    """List every case: id, role, title, topics, sources, and whether it would run.

    Takes the options of `run` that describe the system: ocpp-conformance list --csms ws://host:9000/ocpp
    """
    from ocpp_conformance.harness.suite.listing import listing

    code, found = collect(list(arguments))
    if found is not None:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo("\n".join(listing(found, width)))
    elif code == 5:
        click.echo(
            "no case matches this selection; without -k, --case, --requirement and --block all are listed", err=True
        )
    sys.exit(code)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("case_id", metavar="ID")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def explain(case_id: str, arguments: tuple[str, ...]) -> None:
    """Say what the case ID proves, its steps, what it needs; or what judges the requirement ID and what breaks it."""
    from ocpp_conformance.harness.suite.listing import explanation

    code, found = collect(list(arguments))
    if found is not None:
        text = explanation(found, case_id)
        click.echo("\n".join(text.lines), err=not text.known)
        code = code if text.known else 4
    sys.exit(code)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def doctor(arguments: tuple[str, ...]) -> None:
    """Look whether the system can be judged, and explain each finding; exit code 0, or 10 when it can't.

    Takes the options of `run` that describe the system: ocpp-conformance doctor --sut sut.toml
    """
    from ocpp_conformance.harness.commands.doctor import Doctor

    sys.exit(launch(["-p", "no:terminal", *arguments], plugins=("pytest_asyncio.plugin",), extra=(Doctor(click.echo),)))


@main.command()
@click.argument("role", type=click.Choice(["csms", "station"]))
@click.option("--output", default="sut.toml", show_default=True, type=click.Path(path_type=Path), help="file to write")
@click.option("--force", is_flag=True, help="overwrite a file that is there")
def init(role: str, output: Path, force: bool) -> None:
    """Write a commented sut.toml that describes a CSMS or a charging station."""
    from ocpp_conformance.harness.commands.init import template
    from ocpp_conformance.harness.rpc import Role

    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(template(Role(role)))
    except FileExistsError:
        raise click.ClickException(f"{output} is there already; give --force to overwrite it, or --output") from None
    except OSError as error:
        raise click.ClickException(f"{output} can't be written ({error.strerror}); give another --output") from None
    click.echo(f"written: {output}; fill it in, then: ocpp-conformance doctor --sut {output}")


@main.command()
def faults() -> None:
    """List the faults that `csms --fault` and `station --fault` can have, with what they break."""
    from ocpp_conformance.harness.faults import FAULTS
    from ocpp_conformance.harness.suite.terminal import table

    rows = [(fault.name, str(fault.role), fault.source, fault.breaks) for fault in FAULTS.values()]
    for line in table([("fault", "role", "source", "what it breaks"), *sorted(rows, key=lambda row: (row[1], row[0]))]):
        click.echo(line)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="folder (default: beside the file)")
@click.option("--diff", is_flag=True, help="what is new, fixed, slower, from one file to the next")
def report(files: tuple[Path, ...], output: Path | None, diff: bool) -> None:
    """Make the reports from results FILES: the page of one run, or the matrix of several.

    Works on the file of a run that was killed; the page says that it was cut. --diff of one file compares it with the
    run before, which is kept in runs/ beside it, and of two files the second with the first; it ends with 1 where
    something is worse.
    """
    from ocpp_conformance.harness.evidence.results import ResultsError, rescue_parts
    from ocpp_conformance.harness.evidence.verdict import Exit
    from ocpp_conformance.harness.suite.earlier import RESULTS, earlier
    from ocpp_conformance.harness.suite.harmless import harmless
    from ocpp_conformance.reports.page import write_comparison
    from ocpp_conformance.reports.page.compare import told
    from ocpp_conformance.reports.views import PAGE, write_views

    folder = output or files[0].parent
    if diff and len(files) == 1:
        runs = earlier(files[0].parent)
        if not runs:
            raise click.UsageError(f"--diff: there is no run before the one in {files[0].parent}; give two files")
        files = (runs[0] / RESULTS, *files)
    if diff and len(files) != 2:
        raise click.UsageError(f"--diff compares two files; {len(files)} given")
    diffs: Sequence[Diff] = ()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for file in files:
            rescue_parts(file)
        if len(files) == 1:
            _, troubles = write_views(files[0], folder)
            if troubles:
                _refuse(OSError("; ".join(troubles)))
            page = folder / PAGE
        else:
            page = folder / "comparison.html"
            diffs = write_comparison(files, page, diff=diff)
    except (ResultsError, OSError) as error:
        _refuse(error)
    for line in (line for each in diffs for line in told(each)):
        click.echo(harmless(line))
    click.echo(f"page: {page}")
    if any(each.kinds["new red"] for each in diffs):
        raise SystemExit(Exit.FAILED)


@main.command()
@click.argument("runs", nargs=-1, required=True, metavar="[NAME=]FILE…")
@click.option(
    "--output", default="matrix.html", show_default=True, type=click.Path(path_type=Path), help="page to write"
)
def matrix(runs: tuple[str, ...], output: Path) -> None:
    """Put results files of many systems side by side on one page: systems × cases and systems × requirements.

    A NAME stands on its column in place of the file's: ocpp-conformance matrix 1.4=a/results.jsonl 1.5=b/results.jsonl
    """
    from ocpp_conformance.harness.evidence.results import ResultsError
    from ocpp_conformance.reports.page import write_comparison

    given = [(name, Path(file)) for name, file in map(_named, runs)]
    names = {file: name for name, file in given}
    if len(names) < len(given):
        twice = next(file for _, file in given if [each for _, each in given].count(file) > 1)
        raise click.UsageError(f"{twice} is given twice: each system has a file of its own")
    try:
        write_comparison(tuple(names), output, diff=False, names=names)
    except (ResultsError, OSError) as error:
        _refuse(error)
    click.echo(f"page: {output}")


def _named(text: str) -> tuple[str, str]:
    """The name of a column, empty where none was given, and its file."""
    name, equals, file = text.partition("=")
    if Path(text).is_file() or not equals:
        name, file = "", text
    if not Path(file).is_file():
        raise click.UsageError(f"{file}: there is no such file; give results files, or NAME=FILE")
    return name, file


def _refuse(error: Exception) -> NoReturn:
    """Say why a file can't be used, and end with 3."""
    from ocpp_conformance.harness.evidence.verdict import Exit
    from ocpp_conformance.harness.suite.harmless import harmless

    click.echo(f"Error: {harmless(str(error))}", err=True)
    raise SystemExit(Exit.HARNESS_ERROR) from None


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case", "case_id", default="", metavar="ID", help="the messages of this case alone")
@click.option("--anonymize", is_flag=True, help="stand-ins for identities, tokens, serial numbers, certificates, texts")
def trace(file: Path, case_id: str, anonymize: bool) -> None:
    """Print the messages of a results FILE as Open OCPP Trace (JSONL)."""
    import json

    from ocpp_conformance.harness.evidence.results import ResultsError, read_results
    from ocpp_conformance.reports.anonymous import anonymous
    from ocpp_conformance.reports.trace import trace as messages

    found = 0
    try:
        traced = messages(read_results(file), case_id)
        for message in anonymous(traced) if anonymize else traced:
            click.echo(json.dumps(message))
            found += 1
    except ResultsError as error:
        _refuse(error)
    if not found:
        raise click.ClickException(f"{file} holds no message{f' of a case {case_id!r}' if case_id else ''}")


def collect(arguments: list[str]) -> tuple[int, Collected | None]:
    """Collect the cases that a run with these arguments would run: pytest's exit code, and the cases if it is 0."""
    from ocpp_conformance.harness.suite.listing import Collected

    found = Collected()
    quiet = ["--collect-only", "-p", "no:terminal"]
    code = launch([*quiet, *arguments], plugins=("pytest_asyncio.plugin",), extra=(found,))
    return (code, None) if code else (0, found)


if __name__ == "__main__":
    main()
