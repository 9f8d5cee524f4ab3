"""What dbt works on in one run: the build file, the settings in force, the vars."""

from __future__ import annotations

import csv
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

from smarketing.loading import chat_people
from smarketing.loading.telephones import Numbering
from smarketing.paths import PROJECT, SAMPLE_SETTINGS, Period, Places
from smarketing.settings.variables import project_vars
from smarketing.warehouse import build as dbt_build

Say = Callable[[str], None]


def code_version() -> str:
    """Return the package's version, with git's description of the checkout where there is one."""
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    try:
        described = subprocess.run(
            ["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--tags"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return version
    return f"{version}+{described}" if described else version


def project_of(
    places: Places,
    period: Period,
    as_of_default: str,
    *,
    work: Path | None = None,
    say: Say = lambda _: None,
) -> dbt_build.Project:
    """Return what dbt works on for a run, with its settings written; raises DataRefused.

    work: folder for settings, target and logs, the run's own by default. say: told what the
    settings leave open (a quota of an owner nobody knows, say).
    """
    from smarketing.settings import effective_settings

    work = work or places.work
    settings = effective_settings(
        places.settings,
        work / "settings",
        defaults=SAMPLE_SETTINGS if places.is_sample else None,
    )
    for note in settings.notes:
        say(f"  settings: {note}")
    return dbt_build.Project(
        build_file=places.build_file,
        settings_dir=settings.seeds_dir,
        work=work,
        vars={
            **settings.vars,
            "as_of": period.as_of.isoformat() if period.as_of else "",
            "as_of_default": as_of_default,
            "settings_hash": settings.hash,
            "code_version": code_version(),
        },
    )


def team_of(project: dbt_build.Project) -> dict[str, str]:
    """Return the settings that tell who of the company goes by which name in chats."""
    path = project.settings_dir / "team_members.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return chat_people.team_of(csv.DictReader(stream))


def numbering_of(project: dbt_build.Project) -> Numbering:
    """Return the settings that tell the country of telephone numbers that name none."""
    return Numbering.of_settings(project.settings_dir, project.vars.get("calling_code"))


def currency_of(project: dbt_build.Project) -> str:
    """Return the currency that amounts which name none are taken for."""
    return (project_vars() | dict(project.vars))["reporting_currency"]
