"""Where the suite can say something bad of a system: the places that book a miss or give up, and the rules."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_suffix(".toml")
ROOMS = ("harness/probes", "harness/fuzzing", "harness/sut", "conformance", "fixtures")
MANY = 10**6
SPEAKING = ("book", "give_up")


def load():
    """`shown_by`: place or "rule NAME" → [fault, case] that make it speak; `silent`: place → why none does."""
    return tomllib.loads(FILE.read_text())


def in_code():
    """`harness.probes.reaction:Outcome.earns`, … for every function with a call of `book` or `give_up` in it."""
    found = set()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            _visit(ast.parse(path.read_text()), f"{module}:", "", found)
    return found


def _visit(node, module, name, found):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            _visit(child, module, f"{name}{child.name}.", found)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            _visit(child, module, f"{name}{child.name}.<locals>.", found)
        else:
            if isinstance(child, ast.Call) and name and _can_speak(child):
                found.add(module + name.removesuffix(".<locals>."))
            _visit(child, module, name, found)


def _can_speak(call):
    """Whether a call may say something bad; `book(source, ())` only books that all is well."""
    verb, arguments = getattr(call.func, "attr", ""), call.args[1:2]
    return verb in SPEAKING and not (verb == "book" and arguments and ast.unparse(arguments[0]) == "()")


def rules():
    """The rules, as the workers name them."""
    from ocpp_conformance.harness.requirements import RULES

    return {f"rule {rule.name}" for rule in RULES}


def dump(answers, before):
    """Write for each place the fault and the case that make it speak: the fault that turns the fewest cases red.

    `before` is what `load` gave: places that spoke in an earlier run and not in this one stay, `silent` stays.
    """
    known = in_code() | rules()
    found = {place: [(MANY, *pair)] for place, pair in before["shown_by"].items() if place in known}
    for answer in (answer for answer in answers if answer["fault"] is not None):
        reds = sum(verdict != "passed" for verdict in answer["verdicts"].values())
        for place, cases in answer["spoke"].items():
            plain = [case for case in cases if not case.startswith("FUZZ-")] or cases
            found.setdefault(place, []).append((reds, answer["fault"], min(plain)))
    lines = ["# Written by `python -m tests.kill --update`, but for the reasons under `silent`.", "", "[shown_by]"]
    lines += [f'"{place}" = ["{min(pairs)[1]}", "{min(pairs)[2]}"]' for place, pairs in sorted(found.items())]
    lines += ["", "[silent]", *(f'"{place}" = "{why}"' for place, why in before["silent"].items())]
    FILE.write_text("\n".join(lines) + "\n")
