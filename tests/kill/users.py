"""Which cases use a function of the suite or of the probes: read from the names in their code."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
GLOBS = ("conformance/**/*.py", "harness/probes/*.py", "harness/sut/rest.py", "harness/fuzzing/fuzz.py")


def users():
    """(file, qualified name of the function) → ids of the cases that may reach it, by name.

    Names are not resolved: two verbs of one name count as one. Good enough to choose judges, who then run.
    """
    names, cases, places = {}, {}, {}
    for glob in GLOBS:
        for path in sorted(ROOT.glob(glob)):
            file = str(path.relative_to(ROOT))
            for function, qualified in _functions(ast.parse(path.read_text()), ""):
                key = (file, qualified)
                places[key] = function.name
                names[key] = _names(function)
                case = _case_id(function)
                if case is not None:
                    cases[case] = key
    by_name = defaultdict(list)
    for key, name in places.items():
        by_name[name].append(key)
    found = defaultdict(list)
    for case, start in cases.items():
        for key in _reachable(start, names, by_name):
            found[key].append(case)
    return found


def _reachable(start, names, by_name):
    seen, waiting = {start}, [start]
    while waiting:
        for name in names[waiting.pop()]:
            for key in by_name.get(name, ()):
                if key not in seen:
                    seen.add(key)
                    waiting.append(key)
    return seen


def _functions(node, prefix):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child, f"{prefix}{child.name}"


def _names(function):
    nodes = list(ast.walk(function))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {
        node.id for node in nodes if isinstance(node, ast.Name)
    }


def _case_id(function):
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "case":
            return decorator.args[0].value
    return None
