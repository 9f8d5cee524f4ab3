"""What profiles.yml says of DuckDB, for what talks to it without dbt."""

from __future__ import annotations

import os

import jinja2
import yaml

from smarketing.paths import PROJECT


def duckdb_profile() -> tuple[int, dict[str, object]]:
    """Return the number of threads and the options of a connection; variables are read as dbt's."""
    text = (PROJECT / "profiles.yml").read_text(encoding="utf-8")
    rendered = jinja2.Template(text).render(env_var=os.environ.get)
    (profile,) = yaml.safe_load(rendered).values()
    output = profile["outputs"]["duckdb"]
    return output["threads"], output.get("config_options", {})
