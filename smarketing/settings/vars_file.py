"""settings.yml: the vars that people set, checked; every problem is one sentence."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smarketing.errors import DataRefused
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.settings.vars_model import expected, wrong_vars
from smarketing.text.words import did_you_mean, listed
from smarketing.text.yaml_files import read_yaml


def read_vars_file(path: Path, problems: list[str]) -> dict[str, Any]:
    """Return the checked vars of a settings.yml; problems go to the list, one sentence each."""
    try:
        document = read_yaml(path, path.name)
    except DataRefused as refusal:
        problems.append(str(refusal))
        return {}
    if document is None:
        return {}
    if not isinstance(document, dict):
        problems.append(f"{path.name}: expected one “name: value” per line; write it so.")
        return {}
    return _checked(document, path.name, problems)


def _checked(values: Mapping[Any, Any], origin: str, problems: list[str]) -> dict[str, Any]:
    names = [name for name in project_vars() if name not in RUN_VARS]
    for name in values:
        if name in RUN_VARS:
            problems.append(f"{origin}: {name} can't be set here; it comes from {RUN_VARS[name]}.")
        elif name not in names:
            shown = name[:60] if isinstance(name, str) else _shown(name)
            problems.append(
                f"{origin}: “{shown}” is not a setting{did_you_mean(shown, names)}; "
                f"known are {listed(names, 30)}."
            )
    right, wrong = wrong_vars({name: value for name, value in values.items() if name in names})
    problems += [
        f"{origin}: {name} is {_shown(values[name])}; expected {expected(name)}."
        for name in values
        if name in wrong
    ]
    return right


def _shown(value: Any) -> str:
    """Return a value short enough for a sentence, also where aliases repeat it a million times."""
    brief = reprlib.Repr()
    brief.maxlevel, brief.maxlist, brief.maxdict, brief.maxstring = 2, 4, 3, 60
    return brief.repr(value)
