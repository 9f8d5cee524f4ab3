"""Other packages, on the data that ours has: what they take, and how far apart the answers are.

`make bench` installs channelattribution. lifelines wants an older pandas than ours, so that it and
marketing_attribution_models are measured where somebody has installed them. A package that isn't
there, or fails, is left out with a sentence.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

Say = Callable[[str], None]
# Import names and what `pip install` calls them.
MODULES = {
    "channelattribution": "ChannelAttribution",
    "marketing_attribution_models": "mam",
    "lifelines": "lifelines",
}
CURVE = ("int_attempt_replicates", "int_attempt_risk_sets", "rpt_contact_attempt_curve")


def is_there(package: str, say: Say) -> bool:
    """Return whether a package is installed; say so if it isn't."""
    if importlib.util.find_spec(MODULES[package]):
        return True
    say(f"{package}: not installed, left out")
    return False


def attempt(package: str, run: Callable[[], object], say: Say) -> tuple[object, float] | None:
    """Run a package's function; return (result, seconds), or None with a sentence if it fails."""
    try:
        load(package)
        started = time.monotonic()
        with contextlib.redirect_stdout(io.StringIO()):
            result = run()
        return result, time.monotonic() - started
    # Whatever a package raises, the others are measured.
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        say(f"{package}: failed ({type(error).__name__}: {lines[0][:150]}), left out")
        return None


def load(package: str):
    """Import a package, which takes seconds and prints a banner; neither is the bench's."""
    with contextlib.redirect_stdout(io.StringIO()):
        if package == "channelattribution":
            import ChannelAttribution

            return ChannelAttribution
        return importlib.import_module(MODULES[package])


def channelattribution_markov(paths):
    """Return the package's simulated Markov credits of path strings."""
    return load("channelattribution").markov_model(
        paths, "path", "conversions", var_null="nulls", verbose=False, flg_pro=False
    )


def marketing_attribution_models_markov(paths):
    """Return the package's Markov credits; paths added up, as it likes them best."""
    pandas = importlib.import_module("pandas")
    journeys = pandas.concat(
        paths.loc[paths[counts] > 0, ["path", counts]]
        .rename(columns={counts: "occurrences"})
        .assign(converts=counts == "conversions")
        for counts in ("conversions", "nulls")
    )
    model = load("marketing_attribution_models").MAM(
        journeys,
        format_type="grouped_journey",
        channels_colname="path",
        journey_with_conv_colname="converts",
        occurrences_colname="occurrences",
    )
    return model.run_markov()


MARKOV = {
    "channelattribution": channelattribution_markov,
    "marketing_attribution_models": marketing_attribution_models_markov,
}


def bench_attempt_curve(warehouse: Path, results: Sequence, say: Say) -> None:
    """Tell ours and lifelines' seconds for the curve of attempts, and how far apart they are.

    results: dbt's results of the models. Ours has 200 replicates of each curve; lifelines draws the
    curve alone, of every lead type, from arrays in memory.
    """
    seconds = sum(result.execution_time for result in results if result.node.name in CURVE)
    say(f"  attempt curve: ours, with replicates, {seconds:.2f} s")
    if not is_there("lifelines", say):
        return
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        exits = connection.execute(
            "select people.lead_type, exits.attempts, exits.exit_kind = 'connect' as is_connect"
            " from intermediate.int_attempt_exits as exits"
            " inner join intermediate.int_people as people using (lead_key)"
        ).df()
        ours = connection.execute(
            "select attempt_number, exp(sum(ln(greatest(1 - connects / at_risk, 1e-300)))"
            " over (order by attempt_number)) from contact.rpt_contact_attempt_curve"
            " where lead_type = 'all'"
        ).fetchall()

    def fit():
        groups = [exits, *(rows for _, rows in exits.groupby("lead_type"))]
        fitter = load("lifelines").KaplanMeierFitter
        return [fitter().fit(rows["attempts"], rows["is_connect"]) for rows in groups]

    measured = attempt("lifelines", fit, say)
    if measured:
        curves, seconds = measured
        off = max(abs(left - float(curves[0].predict(number))) for number, left in ours)
        say(f"  attempt curve: lifelines {seconds:.2f} s; curves differ by at most {off:.1e}")
