"""The command `smarketing`: one subcommand per make target.

Each imports what it needs when it runs, so that `smarketing -h` answers at once.
"""

from __future__ import annotations

from pathlib import Path

import click

from smarketing.command_line import command, say
from smarketing.command_line import main as main
from smarketing.errors import DataRefused
from smarketing.paths import PROJECT


@command
def _report(given: dict) -> None:
    """Load, validate, build, publish and render the month's reports."""
    from smarketing.run.commands import report

    report(given, say=say)


@command
def _dashboard(given: dict) -> None:
    """Do the same up to the newest event, with the day's worklists."""
    from smarketing.run.commands import dashboard

    dashboard(given, say=say)


@command
@click.option(
    "--report", "reports", multiple=True, metavar="NAME", help="A page's; again for more."
)
@click.option("--to", multiple=True, metavar="ADDRESS", help="A recipient's; again for more.")
@click.option("--with-personal-data", is_flag=True, help="Pages that name people may leave, too.")
def _send(
    given: dict, reports: tuple[str, ...], to: tuple[str, ...], with_personal_data: bool
) -> None:
    """Send reports by e-mail to whom you name.

    The server is the one that SMTP_HOST and its like describe.
    NAME: monthly_marketing_report, say, or worklist/ana-vega; else SEND_REPORTS.
    ADDRESS: else SEND_TO.
    """
    from smarketing.run.sending import send

    send(given, reports, to, with_people=with_personal_data, say=say)


@command
@click.option("--to", multiple=True, metavar="SYSTEM", help="One of them; again for more.")
@click.option("--folder", type=Path, help="Default write_back.")
def _write_back(given: dict, to: tuple[str, ...], folder: Path | None) -> None:
    """Write what other systems don't know yet, to import.

    SYSTEM: hubspot and zoho (scores, quadrant, MQL, owner, next step, tasks) by default;
    google_ads and meta_ads (hashed conversions) when asked.
    """
    from smarketing.run.writing_back import write_back

    write_back(given, to, folder, say=say)


@command
def _warehouse(given: dict) -> None:
    """Do the same without rendering."""
    from smarketing.run.commands import warehouse

    warehouse(given, say=say)


@command
@click.argument("name")
@click.option("-p", "--parameter", multiple=True, metavar="NAME=VALUE...", help="Its parameters.")
@click.argument("parameters", nargs=-1, metavar="")
def _notebook(
    given: dict, name: str, parameter: tuple[str, ...], parameters: tuple[str, ...]
) -> None:
    """Render one notebook on the published warehouse.

    NAME: channel_attribution, contact_attempt_curve, data_quality, lead_timeline or mql_definition.
    """
    import yaml

    from smarketing.run.commands import notebook

    values = {}
    for pair in (*parameter, *parameters):
        key, sign, value = pair.partition("=")
        if not sign:
            raise DataRefused(f"{pair} is not a parameter; write it as NAME=VALUE.")
        values[key] = yaml.safe_load(value)
    notebook(given, name, values, say=say)


@command
@click.option("-s", "--select", multiple=True, metavar="SELECTOR...", help="dbt selectors.")
@click.argument("selectors", nargs=-1, metavar="")
def _rebuild(given: dict, select: tuple[str, ...], selectors: tuple[str, ...]) -> None:
    """Rebuild some models in the build file: the inner loop."""
    from smarketing.run.commands import rebuild

    rebuild(given, [*select, *selectors], say=say)


@command
def _check_exports(given: dict) -> None:
    """Say what a folder would load, without building."""
    from smarketing.run.inspections import check_exports

    check_exports(given, say=say)


@command
def _contract(given: dict) -> None:
    """Write what each system's exports look like now; later loads say what changed since."""
    from smarketing.run.inspections import contract

    contract(given, say=say)


@command
@click.argument("file", type=Path)
def _mapping(_: dict, file: Path) -> None:
    """Print a draft mapping.yml for an unknown file, or for a folder of them."""
    from smarketing.mapping import draft_mapping

    print(draft_mapping(file), end="")


@command
@click.option("--file", type=Path, help="Default settings.xlsx in SETTINGS or here.")
def _settings(given: dict, file: Path | None) -> None:
    """Write settings.xlsx for people who don't edit CSV."""
    from smarketing.run.inspections import settings_workbook

    settings_workbook(given, file, say=say)


@command
@click.option("--scale", type=float, default=1.0, help="1 is about 12,000 leads.")
@click.option("--seed", type=int, default=7, help="Another seed is another company.")
@click.option("--system", default="hubspot", help="CRM whose exports it writes: zoho and so on.")
@click.option("--folder", type=Path, default=PROJECT / "sample", help="Default sample.")
def _sample(_: dict, scale: float, seed: int, system: str, folder: Path) -> None:
    """Write the sample company's exports."""
    from smarketing.run import sample_company

    sample_company.write(folder.resolve(), scale=scale, seed=seed, system=system, say=say)


@command
@click.argument("kpi")
@click.argument("of_month", metavar="[MONTH]", required=False)
def _trace(given: dict, kpi: str, of_month: str | None) -> None:
    """List the rows of the exports behind a KPI.

    KPI: an id of the settings table kpis. MONTH: YYYY-MM.
    """
    from smarketing.run.inspections import trace

    trace(given, kpi, of_month, say=say)


@command
def _lab(_: dict) -> int:
    """Open JupyterLab on the published warehouse, read-only."""
    from smarketing import lab

    return lab.start()


@command
@click.option("--scale", type=float, multiple=True, metavar="SCALE...", help="One or several.")
@click.argument("scales", type=float, nargs=-1, metavar="")
def _bench(_: dict, scale: tuple[float, ...], scales: tuple[float, ...]) -> None:
    """Time each step on the sample, against DuckDB copying the files."""
    from smarketing.dev.bench import bench

    bench([*scale, *scales] or [1.0], say=say)


@command
@click.option("--unit-tests/--no-unit-tests", default=True, help="Ask the models' unit tests too.")
def _spark(variables: dict, unit_tests: bool) -> int:
    """Build the published warehouse's models on Spark and compare every public mart."""
    from smarketing.dev.spark_run import compare_with_spark
    from smarketing.paths import resolve_places

    warehouse = resolve_places(variables).warehouse
    return compare_with_spark(warehouse, with_unit_tests=unit_tests, say=say)


@command
def _test(_: dict) -> int:
    """Run everything CI runs."""
    from smarketing.dev import lint_and_test

    return lint_and_test.test(say)


@command
def _lint(_: dict) -> int:
    """Check the code's style, editing nothing."""
    from smarketing.dev import lint_and_test

    return lint_and_test.lint(say)


@command
def _fix(_: dict) -> int:
    """Correct what lint can correct by itself."""
    from smarketing.dev import lint_and_test

    return lint_and_test.fix(say)


@command
def _docs(given: dict) -> None:
    """Write the models' documentation as one offline page."""
    from smarketing.run.inspections import docs

    docs(given, say=say)
