"""Small changes of cases and rules: a check dropped, a demand widened, a condition turned round, a miss let pass."""

import ast
import importlib
import inspect
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
ANYTHING, LET_PASS = "__ocpp_anything__", "__ocpp_let_pass__"
SOURCE = re.compile(r"[A-Z]\d\d\.FR\.\d+|J-[\w.]+-\d\d|REST-[A-Z0-9]+")
TUNING = {
    "within",
    "since",
    "until",
    "where",
    "frame",
    "seen",
    "headers",
    "media_type",
    "with_status",
    "kinds",
    "source",
}
"""Arguments of checks that demand nothing by themselves."""


@dataclass(frozen=True)
class Mutant:
    """The `index`-th change of a file; `function` is where it is, `text` the line before the change."""

    file: str
    index: int
    function: str
    line: int
    kind: str
    text: str
    precondition: bool = False

    def __str__(self):
        return f"{self.file}:{self.line} {self.function}: {self.kind}: {self.text}"


def mutants(file):
    """All mutants of a file, in the order of its text."""
    source = (ROOT / file).read_text()
    lines = source.splitlines()
    found = []
    for index, (name, node, kind, _) in enumerate(_changes(ast.parse(source))):
        line = lines[node.lineno - 1].strip()
        found.append(Mutant(file, index, name, node.lineno, kind, line, "expects(" in line))
    return found


@contextmanager
def applied(file, index):
    """The function that the mutant changes runs changed code for the block."""
    path = ROOT / file
    tree = ast.parse(path.read_text())
    name, _, _, change = _changes(tree)[index]
    change()
    code = _find(compile(ast.fix_missing_locations(tree), str(path), "exec"), name)
    function = _function(
        importlib.import_module(f"ocpp_conformance.{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}"), name
    )
    from ocpp_conformance.harness.probes import Matcher
    from ocpp_conformance.harness.requirements.rule import NOT_EXERCISED

    function.__globals__[ANYTHING] = Matcher("anything", lambda _value: True)
    function.__globals__[LET_PASS] = NOT_EXERCISED
    honest, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = honest


def _changes(tree):
    """(qualified name of the function, node, kind, what carries the change out), for each change."""
    found = []

    def visit(node, name, function):
        for _, value in ast.iter_fields(node):
            for position, child in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(child, ast.AST):
                    continue
                inner, inside = name, function
                if isinstance(child, ast.ClassDef):
                    inner = f"{name}{child.name}."
                elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    inner, inside = f"{name}{child.name}.<locals>.", inside or f"{name}{child.name}"
                elif function:
                    found.extend((function, n, kind, do) for n, kind, do in _of(child, value, position))
                visit(child, inner, inside)

    visit(tree, "", None)
    return found


def _of(node, siblings, position):
    if isinstance(node, ast.Expr) and _is_check(node.value):
        yield node, "check dropped", lambda: siblings.__setitem__(position, ast.Pass())
    if isinstance(node, ast.Call) and _is_check(node):
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in TUNING:
                continue
            if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool):
                turned = ast.Constant(not keyword.value.value)
                yield keyword.value, f"{keyword.arg} turned round", lambda k=keyword, v=turned: setattr(k, "value", v)
            else:
                anything = ast.Name(ANYTHING, ast.Load())
                yield keyword.value, f"{keyword.arg} widened", lambda k=keyword, v=anything: setattr(k, "value", v)
    if isinstance(node, ast.Return) and _is_miss(node.value):
        yield node, "miss let pass", lambda: setattr(node, "value", ast.Name(LET_PASS, ast.Load()))
    if isinstance(node, ast.Yield) and _is_miss(node.value):
        yield node, "miss let pass", lambda: setattr(node, "value", ast.Name(LET_PASS, ast.Load()))
    if isinstance(node, ast.If | ast.IfExp):
        turned = ast.UnaryOp(ast.Not(), node.test)
        yield node.test, "condition turned round", lambda: setattr(node, "test", turned)


def _is_check(node):
    node = node.value if isinstance(node, ast.Await) else node
    if not isinstance(node, ast.Call):
        return False
    verb = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if verb in ("rule", "case"):
        return False
    if verb == "book":
        return len(node.args) > 1 and ast.unparse(node.args[1]) != "()"  # books that all is well: nobody could notice
    if verb in ("expects", "expect", "demand"):
        return True
    named = [a for a in node.args if isinstance(a, ast.Constant) and SOURCE.fullmatch(str(a.value))]
    steps = [a for a in node.args if isinstance(a, ast.Call) and getattr(a.func, "id", "") == "step"]
    sources = [a for a in node.args if isinstance(a, ast.Name) and a.id in ("source", "told", "reported", "asked")]
    return bool(named or steps or sources)


def _is_miss(node):
    return node is not None and any(
        isinstance(each, ast.Call) and getattr(each.func, "id", "") == "missed" for each in ast.walk(node)
    )


def _find(code, name):
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            inner = _find(constant, name)
            if inner is not None:
                return inner
    return None


def _function(module, name):
    found = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    found = getattr(found, "__func__", found)
    found = found.fget if isinstance(found, property) else found
    return inspect.unwrap(found)
