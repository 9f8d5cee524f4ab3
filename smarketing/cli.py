"""The command `smarketing`: one subcommand per make target, variables from flags or environment.

Exit codes: 0 done, 1 failed, 2 the data or settings were refused.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

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
}
# Nothing phones home, and nothing is fetched, whatever the person's own configuration says.
QUIET_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CRASH_LOG = PROJECT / "target" / "crash.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit code; people see sentences, never tracebacks."""
    os.environ.update(QUIET_ENVIRONMENT)
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except SmarketingError as error:
        print(f"smarketing: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has enough
        return 1
    except KeyboardInterrupt:
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


def variables_of(options: argparse.Namespace) -> dict[str, str]:
    """Return the given variables: a flag beats the environment; those given nowhere are absent."""
    given = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    for name in VARIABLES:
        value = getattr(options, name.lower(), None)
        if value is not None:
            given[name] = ",".join(value)
    return given


class _Parser(argparse.ArgumentParser):
    """Exits 1 on a wrong command line, because 2 means that data or settings were refused."""

    def error(self, message: str) -> None:
        self.print_usage(sys.stderr)
        self.exit(1, f"smarketing: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="smarketing", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Callable, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        for variable, meaning in VARIABLES.items():
            flag = "--" + variable.lower().replace("_", "-")
            command.add_argument(
                flag,
                metavar=variable,
                help=meaning,
                **({"action": "append"} if variable == "ALLOW_MISSING" else {"nargs": 1}),
            )
        return command

    add("report", _report, "load, validate, build, publish and render the month's reports")
    add("dashboard", _dashboard, "the same up to the newest event, with the day's worklists")
    add("warehouse", _warehouse, "the same without rendering")
    notebook = add("notebook", _notebook, "render one notebook on the published warehouse")
    notebook.add_argument("name", help="channel_attribution, contact_attempt_curve, mql_definition")
    notebook.add_argument(
        "-p",
        "--parameter",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="its parameters",
    )
    rebuild = add("rebuild", _rebuild, "rebuild some models in the build file: the inner loop")
    rebuild.add_argument("-s", "--select", nargs="+", default=[], help="dbt selectors")
    add("check-exports", _check_exports, "say what a folder would load, without building")
    mapping = add("mapping", _mapping, "print a draft mapping.yml for an unknown file")
    mapping.add_argument("file", type=Path, help="an exported file")
    settings = add("settings", _settings, "write settings.xlsx for people who don't edit CSV")
    settings.add_argument("--file", type=Path, help="default settings.xlsx in SETTINGS or here")
    sample = add("sample", _sample, "write the sample company's exports")
    sample.add_argument("--scale", type=float, default=1.0, help="1 is about 12,000 leads")
    sample.add_argument("--seed", type=int, default=7, help="another seed is another company")
    sample.add_argument("--folder", type=Path, default=PROJECT / "sample", help="default sample")
    trace = add("trace", _trace, "list the rows of the exports behind a number of the funnel")
    trace.add_argument("kpi", help="leads, mqls, sqls, opportunities, customers, revenue, visits")
    trace.add_argument("of_month", metavar="month", nargs="?", help="YYYY-MM")
    add("lab", _lab, "open JupyterLab on the published warehouse, read-only")
    bench = add("bench", _bench, "time each step on the sample, against DuckDB copying the files")
    bench.add_argument("--scale", type=float, nargs="+", default=[1.0], help="one or several")
    add("test", _test, "everything CI runs")
    add("lint", _lint, "check the code's style, editing nothing")
    add("fix", _fix, "correct what lint can correct by itself")
    add("docs", _docs, "write the models' documentation as one offline page")
    return parser


def _report(options: argparse.Namespace) -> None:
    from smarketing.run.commands import report

    report(variables_of(options), say=say)


def _dashboard(options: argparse.Namespace) -> None:
    from smarketing.run.commands import dashboard

    dashboard(variables_of(options), say=say)


def _notebook(options: argparse.Namespace) -> None:
    import yaml

    from smarketing.run.commands import notebook

    parameters = {}
    for pair in options.parameter:
        name, sign, value = pair.partition("=")
        if not sign:
            raise DataRefused(f"{pair} is not a parameter; write it as NAME=VALUE.")
        parameters[name] = yaml.safe_load(value)
    notebook(variables_of(options), options.name, parameters, say=say)


def _warehouse(options: argparse.Namespace) -> None:
    from smarketing.run.commands import warehouse

    warehouse(variables_of(options), say=say)


def _rebuild(options: argparse.Namespace) -> None:
    from smarketing.run.commands import rebuild

    rebuild(variables_of(options), options.select, say=say)


def _check_exports(options: argparse.Namespace) -> None:
    from smarketing.run.commands import check_exports

    check_exports(variables_of(options), say=say)


def _mapping(options: argparse.Namespace) -> None:
    from smarketing.loading import draft_mapping

    if not options.file.is_file():
        raise DataRefused(f"FILE={options.file} is not a file; name an exported file.")
    print(draft_mapping(options.file))


def _settings(options: argparse.Namespace) -> None:
    from smarketing.run.commands import settings_workbook

    settings_workbook(variables_of(options), options.file, say=say)


def _sample(options: argparse.Namespace) -> None:
    from smarketing.run import sample_company

    sample_company.write(options.folder.resolve(), scale=options.scale, seed=options.seed, say=say)


def _trace(options: argparse.Namespace) -> None:
    from smarketing.run.commands import trace

    trace(variables_of(options), options.kpi, options.of_month, say=say)


def _lab(_: argparse.Namespace) -> int:
    from smarketing import lab

    return lab.start()


def _bench(options: argparse.Namespace) -> None:
    from smarketing.dev.bench import bench

    bench(options.scale, say=say)


def _test(_: argparse.Namespace) -> int:
    from smarketing.dev import lint_and_test

    return lint_and_test.test(say)


def _lint(_: argparse.Namespace) -> int:
    from smarketing.dev import lint_and_test

    return lint_and_test.lint(say)


def _fix(_: argparse.Namespace) -> int:
    from smarketing.dev import lint_and_test

    return lint_and_test.fix(say)


def _docs(options: argparse.Namespace) -> None:
    from smarketing.run.commands import docs

    docs(variables_of(options), say=say)


def _write_crash_log() -> None:
    CRASH_LOG.parent.mkdir(exist_ok=True)
    CRASH_LOG.write_text(traceback.format_exc())
