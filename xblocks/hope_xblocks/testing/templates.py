"""Which lines and branches of templates have run: for tests alone, which render with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from jinja2 import Environment, PackageLoader, TemplateNotFound, nodes

from ..platform import rendering


class Point(NamedTuple):
    """The beginning of a line of nodes that run together, or of one way out of a branch."""

    template: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.template}:{self.line} ({self.what})"


class Runs(list[int]):
    """How often each point has run. Compiled templates count with `runs + number`.

    That is the cheapest there is: Jinja wraps every call that a template makes.
    """

    def __add__(self, number: int) -> bool:  # type: ignore[override]
        self[number] += 1
        return True


class Counting(Environment):
    """Compiles templates so that each counts how often every part of it has run."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.points: list[Point] = []
        self.runs = Runs()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        self._instrument(template, name or "")
        return template

    def _instrument(self, node: nodes.Node, name: str, is_elif: bool = False) -> None:
        for below in list(node.iter_child_nodes()):
            among = isinstance(node, nodes.If) and below in node.elif_
            self._instrument(below, name, among)
        match node:
            case nodes.If():
                node.body.insert(0, self._hit(name, node.lineno, "if it is so"))
                # The last of several cases is mostly all that is left.
                if not is_elif and (node.else_ or not node.elif_):
                    node.else_.insert(0, self._hit(name, node.lineno, "else"))
            case nodes.For():
                node.body.insert(0, self._hit(name, node.lineno, "in the loop"))
                if node.else_:
                    node.else_.insert(0, self._hit(name, node.lineno, "nothing to loop over"))
            case nodes.Macro() | nodes.CallBlock() | nodes.Template():
                what = node.name if isinstance(node, nodes.Macro) else "the beginning"
                node.body.insert(0, self._hit(name, node.lineno, what))
            case nodes.CondExpr():
                node.expr1 = self._passed(name, node.expr1, "if it is so, in a line")
                if node.expr2 is not None:
                    node.expr2 = self._passed(name, node.expr2, "else, in a line")

    def _ran(self, name: str, line: int, what: str) -> nodes.Expr:
        self.points.append(Point(name, line, what))
        self.runs.append(0)
        number = nodes.Const(len(self.points) - 1, lineno=line)
        return nodes.Add(nodes.EnvironmentAttribute("runs", lineno=line), number, lineno=line)

    def _hit(self, name: str, line: int, what: str) -> nodes.Stmt:
        return nodes.ExprStmt(self._ran(name, line, what), lineno=line)

    def _passed(self, name: str, value: nodes.Expr, what: str) -> nodes.Expr:
        return nodes.And(self._ran(name, value.lineno, what), value, lineno=value.lineno)


class Templates:
    """The templates that a test has rendered with."""

    def __init__(self) -> None:
        self._environments: dict[str, Counting] = {}

    def environment(self, package: str) -> Environment:
        """The environment of a package's templates, whose runs are counted."""
        if package not in self._environments:
            made = rendering.environment(package, Counting)
            assert isinstance(made, Counting)
            self._environments[package] = made
        return self._environments[package]

    def runs(self, package: str) -> dict[Point, int]:
        """How often each point of each template that a package can render has run."""
        counting = self._environments[package]
        for name in counting.list_templates():
            try:
                counting.get_template(name)
            except TemplateNotFound:  # pragma: no cover - it was listed
                continue
        counted: dict[Point, int] = {}
        for point, number in zip(counting.points, counting.runs, strict=True):
            counted[point] = counted.get(point, 0) + number
        return counted


class Rare:
    """What led to points of a package's own templates that have seldom run: to try more like it."""

    def __init__(self, templates: Templates, package: str) -> None:
        environment = templates.environment(package)
        assert isinstance(environment, Counting)
        self._counting = environment
        self._own = set(PackageLoader(package).list_templates())
        self._before: list[int] = []
        self._led: dict[int, Any] = {}

    def note(self, what: Any) -> None:
        """Remembers *what* as that which has led to all that ran since the last call."""
        before = self._before + [0] * (len(self._counting.runs) - len(self._before))
        for number, (was, now) in enumerate(zip(before, self._counting.runs, strict=True)):
            if now > was:
                self._led[number] = what
        self._before = list(self._counting.runs)

    def chosen(self, chance: random.Random, enough: int) -> Any:
        """What led to one of the points that have not run *enough*; None where there is none."""
        points = self._counting.points
        rare = [
            number
            for number in self._led
            if self._counting.runs[number] < enough and points[number].template in self._own
        ]
        return self._led[chance.choice(rare)] if rare else None


@contextmanager
def counted_templates() -> Iterator[Templates]:
    """While it lasts, all pages are rendered with templates whose runs are counted."""
    templates = Templates()
    with patch.object(rendering, "_environment", templates.environment):
        yield templates
