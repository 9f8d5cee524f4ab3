"""A title says nothing that its figure's own columns don't: every claim is worked out again from
the table under "see the data", for warehouses on both sides of each rule."""

from __future__ import annotations

import re
import shutil

import duckdb
import polars as pl
import pytest
from report_fixture import make_warehouse, notebook_sections

from smarketing.report.frame.context import open_report
from smarketing.report.frame.messages import catalogue

pytestmark = pytest.mark.long

MONTHLY, COHORTS = "funnel.rpt_funnel_monthly", "funnel.rpt_funnel_cohorts"
RECENT = "where month >= date '2026-08-01'"
# name → changes of the fixture's warehouse
VARIANTS = {
    "as it is": [],
    "leads up": [f"update {MONTHLY} set leads = leads * 2 {RECENT}"],
    "leads down": [f"update {MONTHLY} set leads = leads // 2 {RECENT}"],
    "one channel grows": [
        f"update {MONTHLY} set leads = leads * 2 where month = date '2026-10-01' "
        "and channel = 'Direct'"
    ],
    "new cohorts advance less": [
        f"update {COHORTS} set reached = reached // 2, rate = rate / 2 "
        "where to_stage = 'mql' and segment_name = 'all' and cohort_month >= date '2026-05-01'"
    ],
    "customers are rare": [
        f"update {COHORTS} set reached = reached // 8, rate = rate / 8 "
        "where to_stage = 'customer' and segment_name = 'all'"
    ],
    "new cohorts close more": [
        "update core.fct_lead_episodes set end_state = 'customer', "
        "ended_at = started_at + interval 10 day "
        "where lead_key % 5 = 0 and started_date >= date '2026-06-01'"
    ],
    "new cohorts close less": [
        "update core.fct_lead_episodes set end_state = 'open', ended_at = null "
        "where started_date >= date '2026-06-01'"
    ],
    "quota met": ["update settings.sales_quotas set quota = 1000"],
    "sells more": [
        "delete from settings.sales_quotas",
        f"update {MONTHLY} set revenue = 900000 where month = date '2026-10-01'",
    ],
    "sells less": [
        "delete from settings.sales_quotas",
        f"update {MONTHLY} set revenue = 100 where month = date '2026-10-01'",
    ],
    "the largest origin closes less": [
        f"update {COHORTS} set entered = entered * 2, entered_mature = entered_mature * 2 "
        "where segment_value = 'Paid Social'"
    ],
    "no quota": ["delete from settings.sales_quotas", "delete from settings.kpis"],
    "quota missed": ["update settings.sales_quotas set quota = 90000"],
    "origins alike": [
        f"update {COHORTS} set reached = entered * 0.05, reached_mature = entered_mature * 0.05 "
        "where segment_name = 'channel' and to_stage = 'customer'"
    ],
    "reasons unnamed": ["update funnel.rpt_loss_reasons set reason = null"],
    "reasons spread": [
        "delete from funnel.rpt_loss_reasons",
        "insert into funnel.rpt_loss_reasons select date '2026-10-01', 'sql', 'r' || i, 10, 10, 1.0"
        " from range(8) as t(i)",
    ],
    "a stage keeps most": [
        "update funnel.rpt_stage_durations set median_days = null, p90_days = null "
        "where stage = 'sql'"
    ],
    "nobody leaves": ["update funnel.rpt_bottlenecks set throughput_per_week = 0"],
    "nobody is a customer yet": [
        "update funnel.rpt_funnel_cohorts set maturity_days = 9999, pending = entered"
    ],
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return (variant, report, figures by id) of every variant."""
    folder = tmp_path_factory.mktemp("titles")
    source = make_warehouse(folder / "w.duckdb")
    made = []
    for number, (name, changes) in enumerate(VARIANTS.items()):
        path = folder / f"w{number}.duckdb"
        shutil.copy(source, path)
        with duckdb.connect(str(path)) as connection:
            for change in changes:
                connection.execute(change)
        report = open_report(warehouse=str(path), locale="es", output="page")
        blocks = [
            notebook_sections("monthly_marketing_report")[name](report)
            for name in ("channels", "funnel", "stages", "sales")
        ]
        figures = {figure.figure_id: figure for block in blocks for figure in block.figures}
        made.append((name, report, figures))
    return made


def matched(title: str, section: str) -> tuple[str, dict[str, str]]:
    """Return which text of a section a title is, and what stands in its places."""
    found = []
    for key, text in catalogue("es").items():
        if not key.startswith(f"{section}.") or not isinstance(text, str):
            continue
        parts = re.split(r"\{(\w+)\}", text)
        pattern = "".join(
            f"(?P<{part}>.+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
        )
        match = re.fullmatch(pattern, title)
        if match:
            found.append((len(text), key.partition(".")[2], match.groupdict()))
    assert found, f"{section} has no text for: {title}"
    return max(found, key=lambda one: one[0])[1:]


def volume(key, said, frame, fmt):
    leads = frame["Leads"].to_list()
    now, before = sum(leads[-3:]), sum(leads[-6:-3])
    if key in ("up", "down"):
        assert (now > before) is (key == "up")
        assert said["change"] == fmt.percent(abs(now / before - 1), 0)
    else:
        assert key == "unclear" and abs(now - before) < 1.96 * (now + before) ** 0.5


def channels(key, said, frame, fmt):
    named = frame.filter(~pl.col("Canal").is_in(["Sin asignar", "(sin toque)", "Desconocido"]))
    grown = named.with_columns(
        growth=pl.col("Leads") / pl.col("Leads, mes anterior") - 1,
        noise=1.96 * (pl.col("Leads") + pl.col("Leads, mes anterior")).sqrt(),
    ).filter(pl.col("Leads") - pl.col("Leads, mes anterior") > pl.col("noise"))
    if key == "unclear":
        assert not grown.height
        return
    top = grown.sort("growth", descending=True).row(0, named=True)
    assert said == {"channel": top["Canal"], "growth": fmt.percent(top["growth"], 0)}


def origins(key, said, frame, fmt):
    reached, entered = "Leads que son clientes dentro del plazo", "Leads con plazo cumplido"
    total = frame[reached].sum() / frame[entered].sum()
    if key == "unclear":
        rates = (frame[reached] / frame[entered]).drop_nans()
        assert rates.max() - rates.min() < 0.02
        return
    row = frame.filter(pl.col("Canal") == said["channel"]).row(0, named=True)
    rate = row[reached] / row[entered]
    assert (said["rate"], said["total"]) == (fmt.percent(rate), fmt.percent(total))
    assert (rate > total) is (key == "more")


def close_rate(key, said, frame, fmt):
    mature = frame.filter(pl.col("Estado") == "completa")
    if key == "none_mature":
        assert not mature.height
        return
    last = mature.row(-1, named=True)
    assert said["rate"] == fmt.percent(last["Tasa"])


def cohorts(key, said, frame, fmt):
    complete = frame.filter(
        (pl.col("Días desde el ingreso") == 60) & (pl.col("Estado") == "completa")
    )
    sums = [
        part["Leads que ya son clientes"].sum() / part["Leads"].sum()
        for part in (complete.tail(3), complete.head(-3))
    ]
    assert [said["now"], said["before"]] == [fmt.percent(rate) for rate in sums]
    assert key == "unclear" or (sums[0] > sums[1]) is (key == "faster")


def funnel(key, said, frame, fmt):
    def code(stage):
        return stage.rpartition("(")[2].rstrip(")")

    rows = frame.with_columns(code=pl.col("Etapa").map_elements(code, return_dtype=pl.String))
    names = rows["code"].to_list()
    if key == "share":
        share = rows["Personas que llegaron"][-1] / rows["Personas que llegaron"][0]
        assert said == {"share": fmt.percent(share), "stage": names[-1]}
        return
    row = rows.row(names.index(said["end"]), named=True)
    assert names[names.index(said["end"]) - 1] == said["start"]
    decimals = 0 if row["Tasa"] >= 0.1 else 1
    if key == "changed":
        before = row["Tasa de las cohortes anteriores"]
        assert said["now"] == fmt.percent(row["Tasa"], decimals)
        assert said["before"] == fmt.percent(before, decimals)
    else:
        assert key == "narrowest" and row["Tasa"] == rows["Tasa"].min()
        assert said["rate"] == fmt.percent(row["Tasa"], decimals)


def durations(key, said, frame, fmt):
    unknown = frame.filter(pl.col("Mediana de días").is_null())
    if key == "stuck":
        assert said["stage"] == unknown["Etapa"][0]
        return
    assert key == "slowest" and not unknown.height
    slowest = frame.sort("Mediana de días", descending=True).row(0, named=True)
    assert said["stage"] == slowest["Etapa"]
    assert said["days"].split()[0] == fmt.number(slowest["Mediana de días"])


def bottlenecks(key, said, frame, fmt):
    first = frame.row(0, named=True)
    assert said["stage"] == first["Etapa"].split(" (")[0]
    assert said["number"] == fmt.number(first["En la etapa"])
    assert (key == "first_still") is not bool(first["Salen por semana"])
    assert key == "first_still" or said["week"] == fmt.number(first["Salen por semana"])


def revenue(key, said, frame, fmt):
    row, before = frame.row(-1, named=True), frame.row(-2, named=True)
    assert said["revenue"] == fmt.money(row["Ingresos"], "USD", compact=True)
    if key in ("met", "missed"):
        assert said["share"] == fmt.percent(row["Ingresos"] / row["Cuota"], 0)
        assert (row["Ingresos"] >= row["Cuota"]) is (key == "met")
        return
    assert row["Cuota"] is None
    if key in ("up", "down"):
        assert said["change"] == fmt.percent(abs(row["Ingresos"] / before["Ingresos"] - 1))


def losses(key, said, frame, fmt):
    unnamed = frame.filter(pl.col("Motivo") == "Sin motivo registrado")["Parte del total"].sum()
    named = frame.filter(pl.col("Motivo") != "Sin motivo registrado")
    if key == "unnamed":
        assert unnamed >= 0.5 and said["share"] == fmt.percent(unnamed, 0)
        return
    top = named.sort("Parte del total", descending=True).row(0, named=True)
    if key == "unclear":
        assert top["Parte del total"] < 0.25
        return
    assert said == {"reason": top["Motivo"], "share": fmt.percent(top["Parte del total"], 0)}


# figure → section of the catalogue, the claims, and the texts that the variants must have shown
RULES = {
    "f-volumen": ("volume", volume, {"up", "down", "unclear"}),
    "f-canales": ("channels", channels, {"fastest", "unclear"}),
    "f-origen": ("origins", origins, {"more", "less", "unclear"}),
    "f-cierre": ("cohorts", close_rate, {"last_mature", "none_mature"}),
    "f-cohortes": ("cohorts", cohorts, {"faster", "slower", "unclear"}),
    "f-embudo": ("funnel", funnel, {"changed", "narrowest", "share"}),
    "f-duracion": ("stages", durations, {"slowest", "stuck"}),
    "f-cuellos": ("bottlenecks", bottlenecks, {"first", "first_still"}),
    "f-ingresos": ("revenue", revenue, {"met", "missed", "up", "down", "unclear"}),
    "f-perdidas": ("losses", losses, {"top", "unnamed", "unclear"}),
}


@pytest.mark.parametrize("figure_id", RULES)
def test_a_title_agrees_with_the_columns_of_its_figure(shown, figure_id):
    section, claims, expected = RULES[figure_id]
    seen = set()
    for name, report, figures in shown:
        figure = figures[figure_id]
        if figure.missing:
            continue
        key, said = matched(figure.title, section)
        claims(key, said, figure.table.frame, report.fmt)
        seen.add(key)
        assert name
    assert seen >= expected, seen


def test_every_figure_with_a_table_has_its_title_checked(shown):
    figures = shown[0][2].values()
    assert {figure.figure_id for figure in figures if figure.table is not None} == set(RULES)
