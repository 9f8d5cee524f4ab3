"""Google Analytics, Google Ads and Meta Ads exports, each with the habits of its system.

Planted dirt: comment preamble (GA4), two lines of preamble, UTF-16 with tabs, decimal comma and a
total row (Google Ads), currency in the header, decimal comma and a total row (Meta); late files
that restate the last days. Sessions equal the generator's; cost follows the paid sessions.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, world
from smarketing.sample.csv_files import Ledger, write_rows
from smarketing.sample.journeys import Sessions, campaign_names, pair_names

COST_PER_CLICK_CENTS = {
    "busqueda_marca": 160,
    "busqueda_cursos": 380,
    "display_remarketing": 80,
    "meta_cursos": 150,
    "meta_ebook": 110,
}
GOOGLE = ("busqueda_marca", "busqueda_cursos", "display_remarketing")
META = ("meta_cursos", "meta_ebook")
CAMPAIGN_TYPE = {"display_remarketing": "Display"}
_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


@dataclass
class Traffic:
    """Sessions per local day and campaign: frames that the files and truth.json share.

    sessions: day, pair, campaign, sessions. spend: day, campaign, clicks, cost_cents.
    """

    sessions: pl.DataFrame
    spend: pl.DataFrame


def make_traffic(sessions: Sessions) -> Traffic:
    """Count the sessions per day, source/medium and campaign, and what the paid ones cost."""
    frame = pl.DataFrame(
        {
            "day": clock.local_day(sessions.at).astype(np.int32),
            "pair": sessions.pair,
            "campaign": sessions.campaign,
        }
    )
    counted = (
        frame.group_by("day", "pair", "campaign")
        .agg(pl.len().cast(pl.Int64).alias("sessions"))
        .sort("day", "pair", "campaign")
    )
    names = campaign_names()
    paid = {names.index(name): cents for name, cents in COST_PER_CLICK_CENTS.items()}
    spend = (
        counted.filter(pl.col("campaign").is_in(list(paid)))
        .group_by("day", "campaign")
        .agg(pl.col("sessions").sum().alias("clicks"))
        .with_columns(price=pl.col("campaign").cast(pl.Int64).replace_strict(paid))
        # The price of a click moves with the weekday, so that cost is not a multiple of clicks.
        .with_columns(
            cost_cents=pl.col("clicks") * pl.col("price") * (90 + pl.col("day") % 7 * 3) // 100
        )
        .sort("day", "campaign")
    )
    return Traffic(counted, spend)


def write_ga4(folder: Path, traffic: Traffic, ledger: Ledger) -> None:
    """Write traffic acquisition by day: up to the 25th, and a late file with the last days."""
    for name, frame, first, last in _spans(traffic.sessions, "adquisicion_de_trafico"):
        preamble = (
            "# ----------------------------------------\n"
            "# Adquisición de tráfico: Grupo de canales principal de la sesión\n"
            "# Cuenta: Andes Capacita\n# Propiedad: andescapacita.example - GA4\n"
            "# ----------------------------------------\n#\n"
            f"# Fecha de inicio: {first:%Y%m%d}\n# Fecha de finalización: {last:%Y%m%d}\n#\n"
        )
        pairs = pair_names()
        channel = [item.name for item in world.CHANNELS for _ in item.pairs]
        pair, campaign = frame["pair"].to_numpy(), frame["campaign"].to_numpy()
        count = frame["sessions"]
        table = pl.DataFrame(
            {
                "Fecha": pl.from_epoch(frame["day"], time_unit="d").dt.strftime("%Y%m%d"),
                "Grupo de canales principal de la sesión (Grupo de canales predeterminado)": [
                    channel[code] for code in pair
                ],
                "Fuente/medio de la sesión": [" / ".join(pairs[code]) for code in pair],
                "Campaña de la sesión": [_campaign(code) for code in campaign],
                "Usuarios activos": (count * 9 // 10).clip(1),
                "Sesiones": count,
                "Sesiones con interacción": count * 6 // 10,
                "Eventos clave": count // 8,
                "Ingresos totales": ["0"] * len(frame),
            }
        )
        path = folder / name
        write_rows(path, len(table), _slice_of(table), preamble=preamble, quote_style="necessary")
        ledger.add(path, "ga4", len(table))


def write_google_ads(folder: Path, traffic: Traffic, ledger: Ledger) -> None:
    """Write the campaign report by day: UTF-16 with tabs, then a late UTF-8 file with commas."""
    names = campaign_names()
    spend = traffic.spend.filter(pl.col("campaign").is_in([names.index(name) for name in GOOGLE]))
    for position, (name, frame, first, last) in enumerate(_spans(spend, "informe_de_campana")):
        separator = "\t" if position == 0 else ","
        table = pl.DataFrame(
            {
                "Día": pl.from_epoch(frame["day"], time_unit="d").dt.strftime("%Y-%m-%d"),
                "Estado de la campaña": ["Habilitada"] * len(frame),
                "Campaña": [names[code] for code in frame["campaign"]],
                "Tipo de campaña": [
                    CAMPAIGN_TYPE.get(names[code], "Búsqueda") for code in frame["campaign"]
                ],
                "Código de moneda": ["USD"] * len(frame),
                "Costo": [_spanish(cents) for cents in frame["cost_cents"]],
                "Impr.": [_thousands(clicks * 23) for clicks in frame["clicks"]],
                "Clics": [_thousands(clicks) for clicks in frame["clicks"]],
                "Conv. vista": [" --"] * len(frame),
            }
        )
        total = [
            " --",
            "Total: Cuenta",
            " --",
            " --",
            "USD",
            _spanish(int(frame["cost_cents"].sum())),
            " --",
            _thousands(int(frame["clicks"].sum())),
            " --",
        ]
        quoted = [f'"{value}"' if separator in value else value for value in total]
        path = folder / name
        write_rows(
            path,
            len(table),
            _slice_of(table),
            separator=separator,
            quote_style="necessary",
            encoding="utf-16" if position == 0 else "utf-8",
            preamble=f"Informe de campaña\n{_day_words(first)} - {_day_words(last)}\n",
            footer=separator.join(quoted) + "\n",
        )
        ledger.add(path, "google_ads", len(table), total_rows=1)


def write_meta_ads(folder: Path, traffic: Traffic, ledger: Ledger) -> None:
    """Write the report by day with the currency in the header and a total row at the top."""
    names = campaign_names()
    spend = traffic.spend.filter(pl.col("campaign").is_in([names.index(name) for name in META]))
    for name, frame, first, last in _spans(spend, "Andes-Capacita-Campañas"):
        header_total = pl.DataFrame(
            {
                "Día": [""],
                "Nombre de la campaña": [""],
                "Entrega de la campaña": [""],
                "Importe gastado (USD)": [_spanish(int(frame["cost_cents"].sum()), grouped=False)],
                "Impresiones": [str(int(frame["clicks"].sum()) * 41)],
                "Clics en el enlace": [str(int(frame["clicks"].sum()))],
                "Inicio del informe": [f"{first:%Y-%m-%d}"],
                "Fin del informe": [f"{last:%Y-%m-%d}"],
            }
        )
        day = pl.from_epoch(frame["day"], time_unit="d").dt.strftime("%Y-%m-%d")
        table = pl.DataFrame(
            {
                "Día": day,
                "Nombre de la campaña": [names[code] for code in frame["campaign"]],
                "Entrega de la campaña": ["active"] * len(frame),
                "Importe gastado (USD)": [
                    _spanish(cents, grouped=False) for cents in frame["cost_cents"]
                ],
                "Impresiones": (frame["clicks"] * 41).cast(pl.String),
                "Clics en el enlace": frame["clicks"].cast(pl.String),
                "Inicio del informe": day,
                "Fin del informe": day,
            }
        )
        path = folder / name
        whole = pl.concat([header_total, table])
        write_rows(path, len(whole), _slice_of(whole), quote_style="always")
        ledger.add(path, "meta_ads", len(table), total_rows=1)


def _spans(frame: pl.DataFrame, name: str) -> list[tuple]:
    """Split by day into the full file and the late one, which overlaps it."""
    full = np.datetime64(world.FULL_EXPORT_DATE)
    late = np.datetime64(world.LATE_OVERLAP_FROM)
    first = np.datetime64(world.HISTORY_STARTS[:10])
    last = np.datetime64(world.LATE_EXPORT_DATE)
    inside = frame.filter(pl.col("day") <= full.astype(int))
    end = frame.filter(pl.col("day") >= late.astype(int))
    return [
        (f"{name}_{full}.csv", inside, first.item(), full.item()),
        (f"{name}_{last}.csv", end, late.item(), last.item()),
    ]


def _slice_of(table: pl.DataFrame):
    return lambda first, behind: table.slice(first, behind - first)


def _campaign(code: int) -> str:
    return campaign_names()[code] if code >= 0 else "(not set)"


def _spanish(cents: int, *, grouped: bool = True) -> str:
    """Return money with decimal comma: 1.247,50 or 1247,50."""
    whole = f"{cents // 100:,}".replace(",", ".") if grouped else str(cents // 100)
    return f"{whole},{cents % 100:02d}"


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _day_words(day) -> str:
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"
