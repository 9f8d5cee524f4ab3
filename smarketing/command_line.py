"""What the subcommands of `smarketing` share: variables from flags or environment, exit codes.

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

import click

from smarketing.errors import SmarketingError
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
    help="One subcommand per make target, variables from flags or environment.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
)
def smarketing() -> None:
    """Hold the subcommands."""


def command(function: Callable) -> click.Command:
    """Make a subcommand of a function; its first argument is what VARIABLES give.

    A flag beats the environment; variables given nowhere are absent, blank ones are not.
    """

    @functools.wraps(function)
    def subcommand(**options: object) -> int | None:
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
        subcommand = click.option(
            *declared, metavar=name, multiple=True, callback=last, help=meaning
        )(subcommand)
    return smarketing.command(function.__name__.strip("_").replace("_", "-"))(subcommand)


def _last(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return value[-1:]


def _write_crash_log() -> None:
    CRASH_LOG.parent.mkdir(exist_ok=True)
    CRASH_LOG.write_text(traceback.format_exc())
