"""The vars of dbt_project.yml, and which of them people may set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from smarketing.paths import PROJECT
from smarketing.text.yaml_files import read_own_yaml

# Set by the commands, not by people.
RUN_VARS = {
    "as_of": "AS_OF=YYYY-MM-DD",
    "as_of_default": "`make report` or `make dashboard`",
    "settings_hash": "nothing: it is computed",
    "code_version": "nothing: it is computed",
}


def project_vars() -> dict[str, Any]:
    """Return the vars of dbt_project.yml with their defaults."""
    return dict(_project_vars())


@cache
def _project_vars() -> Mapping[str, Any]:
    document = read_own_yaml(PROJECT / "dbt_project.yml")
    return document["vars"]
