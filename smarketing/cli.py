"""The command `smarketing`: one subcommand per make target, variables from flags or environment.

Exit codes: 0 done, 1 failed, 2 the data or settings were refused.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from smarketing.errors import DataRefused, SmarketingError
from smarketing.paths import PROJECT

VARIABLES = {
    "EXPORTS": "folder of the exports, one folder per system (default exports, else the sample)",
    "SETTINGS": "folder laid over seeds/: CSVs, settings.xlsx, settings.yml",
    "WAREHOUSE": "file to publish to (default warehouse/smarketing.duckdb)",
    "MONTH": "month to report, YYYY-MM (default: the newest complete one)",
    "AS_OF": "day to report up to, YYYY-MM-DD; beats MONTH",
    "LOCALE": "es, es-EC, es-CL, es-CO, es-MX, es-SV, en; several with commas (default es)",
    "OUT": "folder of the reports (default reports)",
    "ALLOW_MISSING": "system, entity or system/entity that may be missing or shrink; several with "
    "commas, or the flag again",
    "FAIL_IF_OLDER_THAN": "refuse a system whose newest export is more days old (default: warn)",
    "FULL_REFRESH": "1: read every file and let dbt build every table, also where nothing changed",
}
# Nothing phones home, and nothing is fetched, whatever the person's own configuration says.
QUIET_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CRASH_LOG = PROJECT / "target" / "crash.log"


# Each command imports what it needs when it runs: `smarketing -h` answers at once.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit code; people see sentences, never tracebacks."""
    os.environ.update(QUIET_ENVIRONMENT)
    # A polite end (a scheduler's, say) leaves no temporary files, as Ctrl-C does.
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return smarketing.main(arguments, prog_name="smarketing", standalone_mode=False) or 0
    except click.UsageError as error:
        # 1, because 2 means that data or settings were refused
        usage = error.ctx.get_usage() if error.ctx else ""
        print(f"{usage}\nsmarketing: {error.format_message()}".lstrip(), file=sys.stderr)
        sys.exit(1)
    except SmarketingError as error:
        print(f"smarketing: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has enough
        return 1
    except (click.Abort, KeyboardInterrupt):
        print("smarketing: stopped; what was published before is as it was.", file=sys.stderr)
        return 1
    except Exception as error:
        _write_crash_log()
        first_line = next(iter(str(error).splitlines()), "")
        print(
            f"smarketing: unexpected {type(error).__name__}: {first_line}\n"
            f"What was published before is as it was; details are in {CRASH_LOG}.",
            file=sys.stderr,
        )
        return 1


def say(sentence: str) -> None:
    """Print one line of progress at once, also into a pipe or a log."""
    print(sentence, flush=True)


@click.group(
    help=__doc__.splitlines()[0],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
)
def smarketing() -> None:
    """Hold the subcommands."""


def _command(function: Callable) -> click.Command:
    """Make a subcommand of a function; its first argument is what VARIABLES give.

    A flag beats the environment; variables given nowhere are absent, blank ones are not.
    """

    @functools.wraps(function)
    def run(**options: object) -> int | None:
        given = {name: os.environ[name] for name in VARIABLES if name in os.environ}
        for name in VARIABLES:
            value = options.pop(f"flag_{name.lower()}")
            if value:
                given[name] = ",".join(value)
        return function(given, **options)

    for name, meaning in reversed(VARIABLES.items()):
        flag = "--" + name.lower().replace("_", "-")
        # given twice, the last one counts, but for the list of what may be missing
        last = None if name == "ALLOW_MISSING" else _last
        declared = (flag, f"flag_{name.lower()}")
        run = click.option(*declared, metavar=name, multiple=True, callback=last, help=meaning)(run)
    return smarketing.command(function.__name__.strip("_").replace("_", "-"))(run)


def _last(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return value[-1:]


@_command
def _report(given: dict) -> None:
    """Load, validate, build, publish and render the month's reports."""
    from smarketing.run.commands import report

    report(given, say=say)


@_command
def _dashboard(given: dict) -> None:
    """Do the same up to the newest event, with the day's worklists."""
    from smarketing.run.commands import dashboard

    dashboard(given, say=say)


@_command
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


@_command
@click.option("--to", multiple=True, metavar="SYSTEM", help="One of them; again for more.")
@click.option("--folder", type=Path, help="Default write_back.")
def _write_back(given: dict, to: tuple[str, ...], folder: Path | None) -> None:
    """Write what other systems don't know yet, to import.

    SYSTEM: hubspot and zoho (scores, quadrant, MQL, owner, next step, tasks) by default;
    google_ads and meta_ads (hashed conversions) when asked.
    """
    from smarketing.run.writing_back import write_back

    write_back(given, to, folder, say=say)


@_command
def _warehouse(given: dict) -> None:
    """Do the same without rendering."""
    from smarketing.run.commands import warehouse

    warehouse(given, say=say)


@_command
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


@_command
@click.option("-s", "--select", multiple=True, metavar="SELECTOR...", help="dbt selectors.")
@click.argument("selectors", nargs=-1, metavar="")
def _rebuild(given: dict, select: tuple[str, ...], selectors: tuple[str, ...]) -> None:
    """Rebuild some models in the build file: the inner loop."""
    from smarketing.run.commands import rebuild

    rebuild(given, [*select, *selectors], say=say)


@_command
def _check_exports(given: dict) -> None:
    """Say what a folder would load, without building."""
    from smarketing.run.inspections import check_exports

    check_exports(given, say=say)


@_command
def _contract(given: dict) -> None:
    """Write what each system's exports look like now; later loads say what changed since."""
    from smarketing.run.inspections import contract

    contract(given, say=say)


@_command
@click.argument("file", type=Path)
def _mapping(_: dict, file: Path) -> None:
    """Print a draft mapping.yml for an unknown file, or for a folder of them."""
    from smarketing.mapping import draft_mapping

    print(draft_mapping(file), end="")


@_command
@click.option("--file", type=Path, help="Default settings.xlsx in SETTINGS or here.")
def _settings(given: dict, file: Path | None) -> None:
    """Write settings.xlsx for people who don't edit CSV."""
    from smarketing.run.inspections import settings_workbook

    settings_workbook(given, file, say=say)


@_command
@click.option("--scale", type=float, default=1.0, help="1 is about 12,000 leads.")
@click.option("--seed", type=int, default=7, help="Another seed is another company.")
@click.option("--system", default="hubspot", help="CRM whose exports it writes: zoho and so on.")
@click.option("--folder", type=Path, default=PROJECT / "sample", help="Default sample.")
def _sample(_: dict, scale: float, seed: int, system: str, folder: Path) -> None:
    """Write the sample company's exports."""
    from smarketing.run import sample_company

    sample_company.write(folder.resolve(), scale=scale, seed=seed, system=system, say=say)


@_command
@click.argument("kpi")
@click.argument("of_month", metavar="[MONTH]", required=False)
def _trace(given: dict, kpi: str, of_month: str | None) -> None:
    """List the rows of the exports behind a KPI.

    KPI: an id of the settings table kpis. MONTH: YYYY-MM.
    """
    from smarketing.run.inspections import trace

    trace(given, kpi, of_month, say=say)


@_command
def _lab(_: dict) -> int:
    """Open JupyterLab on the published warehouse, read-only."""
    from smarketing import lab

    return lab.start()


@_command
@click.option("--scale", type=float, multiple=True, metavar="SCALE...", help="One or several.")
@click.argument("scales", type=float, nargs=-1, metavar="")
def _bench(_: dict, scale: tuple[float, ...], scales: tuple[float, ...]) -> None:
    """Time each step on the sample, against DuckDB copying the files."""
    from smarketing.dev.bench import bench

    bench([*scale, *scales] or [1.0], say=say)


@_command
@click.option("--unit-tests/--no-unit-tests", default=True, help="Ask the models' unit tests too.")
def _spark(variables: dict, unit_tests: bool) -> int:
    """Build the published warehouse's models on Spark and compare every public mart."""
    from smarketing.dev.spark_run import compare_with_spark
    from smarketing.paths import resolve_places

    warehouse = resolve_places(variables).warehouse
    return compare_with_spark(warehouse, with_unit_tests=unit_tests, say=say)


@_command
def _test(_: dict) -> int:
    """Run everything CI runs."""
    from smarketing.dev import lint_and_test

    return lint_and_test.test(say)


@_command
def _lint(_: dict) -> int:
    """Check the code's style, editing nothing."""
    from smarketing.dev import lint_and_test

    return lint_and_test.lint(say)


@_command
def _fix(_: dict) -> int:
    """Correct what lint can correct by itself."""
    from smarketing.dev import lint_and_test

    return lint_and_test.fix(say)


@_command
def _docs(given: dict) -> None:
    """Write the models' documentation as one offline page."""
    from smarketing.run.inspections import docs

    docs(given, say=say)


def _write_crash_log() -> None:
    CRASH_LOG.parent.mkdir(exist_ok=True)
    CRASH_LOG.write_text(traceback.format_exc())
