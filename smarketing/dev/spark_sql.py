"""The models' SQL as dbt renders it for Spark, without dbt, Java or a database.

Loops and branches render with the vars of dbt_project.yml, and macros that read the source YAML
give stand-ins, as for sqlfluff (smarketing/dev/sql_lint).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from jinja2 import pass_context

from smarketing.dev import sql_lint
from smarketing.paths import PROJECT

# dbt's own macros, as dbt-spark has them (dateadd and datediff are this project's)
_OF_DBT = {
    "type_string": lambda: "string",
    "last_day": lambda date, _: f"last_day({date})",
    "escape_single_quotes": lambda text: text.replace("'", "\\'"),
    "string_literal": lambda text: f"'{text}'",
}
# macros/materializations writes tables, which dbt-spark does in its own way
_MACRO = re.compile(r"{%-?\s*macro\b.*?\bendmacro\s*-?%}", re.DOTALL)
_OTHER_FOLDERS = ("materializations",)


class _ReturnedError(Exception):
    """What `return` raises inside a macro, as in dbt: it ends the macro with any value."""

    def __init__(self, value: Any):
        self.value = value


def _returning(value: Any = None) -> None:
    raise _ReturnedError(value)


def _ending(macro: Callable) -> Callable:
    """Return a macro that gives what its `return` says, else its text."""

    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return macro(*arguments, **named)
        except _ReturnedError as returned:
            return returned.value

    return call


def rendered_models() -> Iterator[tuple[Path, str]]:
    """Yield each model's file and its SQL for Spark."""
    environment = _environment()
    for path in sorted((PROJECT / "models").rglob("*.sql")):
        yield path, environment.from_string(path.read_text(encoding="utf-8")).render()


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    names = environment.globals
    names.update({name: getattr(sql_lint, name) for name in ("var", "source", "config")})

    @pass_context
    def dispatch(_: Any, name: str, *__: Any) -> Callable:
        return names.get(f"spark__{name}") or names[f"default__{name}"]

    names.update(
        {
            "return": _returning,
            "ref": lambda name: name,
            "this": "this",
            "execute": False,
            "invocation_args_dict": {},
            "tojson": lambda *_, **__: "{}",
            "adapter": SimpleNamespace(dispatch=dispatch, quote=lambda name: f"`{name}`"),
            "target": SimpleNamespace(type="spark", schema="smarketing", name="spark"),
            "dbt": SimpleNamespace(
                **_OF_DBT,
                dateadd=lambda *arguments: names["spark__dateadd"](*arguments),
                datediff=lambda *arguments: names["spark__datediff"](*arguments),
            ),
        }
    )
    for path in sorted((PROJECT / "macros").rglob("*.sql")):
        if path.parent.name in _OTHER_FOLDERS:
            continue
        for text in _MACRO.findall(path.read_text(encoding="utf-8")):
            # shared: macros find each other when they are called, not when they are read
            module = environment.from_string(text).make_module(names, shared=True)
            macros = {name: macro for name, macro in vars(module).items() if callable(macro)}
            names.update({name: _ending(macro) for name, macro in macros.items()})
    return environment
