"""What sqlfluff's jinja templater needs of dbt: it renders the models without dbt or a database.

The templater takes every name of this module into its context (`.sqlfluff`, library_path).
Vars have the values of dbt_project.yml, so that loops over them render; what dbt dispatches to an
engine is the form for DuckDB.
"""

import gc
from pathlib import Path
from types import SimpleNamespace

import yaml
from jinja2 import pass_context

# Syntax trees are many objects that live long: Python's garbage collection, as it comes, looks them
# through so often that it is a fifth of the whole check (94 s instead of 75).
gc.set_threshold(500_000, 20, 100)

_PROJECT = Path(__file__).resolve().parents[3]
# Read anew for each file that is checked: by the loader in C, which is ten times as fast.
_VARS = yaml.load((_PROJECT / "dbt_project.yml").read_bytes(), yaml.CSafeLoader)["vars"]


def var(name: str, default: object = None) -> object:
    """Return a var's default, as dbt would without --vars."""
    return _VARS.get(name, default)


def source(schema: str, table: str) -> str:
    """Return a source as SQL names it."""
    return f"{schema}.{table}"


def config(**_: object) -> str:
    """Render nothing, as dbt does."""
    return ""


def _call(name):
    return lambda *arguments, **_: f"{name}({', '.join(map(str, arguments))})"


@pass_context
def _dispatch(context, name, *_):
    """Return the macro's form for DuckDB, as dbt does for the target duckdb."""
    return context.resolve(f"duckdb__{name}") or context.resolve(f"default__{name}")


adapter = SimpleNamespace(dispatch=_dispatch, quote=lambda name: f'"{name}"')
target = SimpleNamespace(type="duckdb", schema="main", name="duckdb")
# as while dbt parses: macros that read the source YAML then answer with stand-ins
execute = False
invocation_args_dict = {}
dbt = SimpleNamespace(
    dateadd=_call("dateadd"),
    datediff=_call("datediff"),
    last_day=_call("last_day"),
    listagg=_call("listagg"),
    type_string=lambda: "varchar",
)
