"""The sample company: same bytes for the same seed, dirt as planted, counts as truth.json says."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from smarketing.sample import world, write_sample

SCALE = 0.15


def quiet(_line: str) -> None:
    """Swallow what the writer says."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, scale=SCALE, seed=7, say=quiet)
    return folder


@pytest.fixture(scope="module")
def truth(sample: Path) -> dict:
    return json.loads((sample / "truth.json").read_text(encoding="utf-8"))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(paths: list[Path], **options: object) -> pl.DataFrame:
    """Read exports as text, oldest first, whatever their encoding and separator."""
    frames = []
    for path in paths:
        raw = path.read_bytes()
        encoding = "utf-8-sig" if b"\x00" not in raw[:200] else "utf-16"
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        header = text.splitlines()[int(options.get("skip_rows", 0))]
        separator = max(",;\t", key=header.count)
        frame = pl.read_csv(text.encode(), infer_schema=False, separator=separator, **options)
        frames.append(frame.fill_null(""))
    return pl.concat(frames)


def hubspot(sample: Path, name: str) -> pl.DataFrame:
    paths = sorted(
        (sample / "exports" / "hubspot").glob(f"*{name}*.csv"), key=lambda path: path.stem[-10:]
    )
    assert paths
    return read(paths).unique("ID de registro", keep="last", maintain_order=True)


def by_month(frame: pl.DataFrame, date: str, value: str) -> dict[str, float]:
    grouped = frame.group_by(pl.col(date).str.slice(0, 7).alias("month")).agg(pl.col(value).sum())
    return {month: round(total, 2) for month, total in grouped.sort("month").iter_rows()}


def test_same_seed_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, scale=SCALE, seed=7, say=quiet)
    assert len(digests(sample)) > 30
    assert digests(tmp_path) == digests(sample)


def test_another_seed_gives_another_company(sample: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, scale=SCALE, seed=8, say=quiet)
    assert digests(tmp_path)["truth.json"] != digests(sample)["truth.json"]


def test_scale_sets_leads_and_touches_per_lead(tmp_path: Path, truth: dict) -> None:
    write_sample(tmp_path, scale=2 * SCALE, seed=7, say=quiet)
    larger = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["counts"]
    assert truth["counts"]["persons"] == round(world.LEADS_AT_SCALE_ONE * SCALE)
    assert larger["persons"] == 2 * truth["counts"]["persons"]
    for counts in (larger, truth["counts"]):
        assert 18 < counts["touches"] / counts["persons"] < 23


def test_foreign_exports_are_left_alone(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "mine.csv").write_text("id\n1\n")
    with pytest.raises(FileExistsError, match="another folder"):
        write_sample(tmp_path, scale=SCALE, say=quiet)
    assert (exports / "mine.csv").read_text() == "id\n1\n"


def test_history_ends_on_the_last_day_of_its_newest_month(tmp_path: Path) -> None:
    write_sample(tmp_path, scale=0.001, say=quiet)
    contacts = hubspot(tmp_path, "contactos")
    assert contacts["Fecha de creación"].max().startswith("2026-10-31")


def test_contacts_hold_every_record_once_and_every_person(sample: Path, truth: dict) -> None:
    counts = truth["counts"]
    contacts = hubspot(sample, "contactos")
    assert len(contacts) == counts["contact_records"] > counts["persons"]
    own = contacts.filter(pl.col("ID de registro de destino de la fusión") == "").with_columns(
        mail=pl.col("Correo").str.strip_chars().str.to_lowercase()
    )
    shared = pl.col("mail").str.contains("^(info|ventas)@") | (pl.col("mail") == "")
    people = own.filter(~shared)["mail"].n_unique() + len(own.filter(shared))
    assert people == counts["persons"]
    assert own.filter(~shared)["mail"].n_unique() < len(own.filter(~shared))


def test_people_per_month_are_exact(sample: Path, truth: dict) -> None:
    contacts = hubspot(sample, "contactos")
    contacts = contacts.filter(pl.col("ID de registro de destino de la fusión") == "")
    first = contacts.sort("ID de registro").head(truth["counts"]["persons"])
    months = first.with_columns(one=1)
    assert by_month(months, "Fecha de creación", "one") == truth["counts"]["persons_by_month"]


def test_won_money_per_month_is_exact(sample: Path, truth: dict) -> None:
    deals = hubspot(sample, "negocios")
    assert len(deals) == truth["counts"]["deals"]
    won = deals.filter(pl.col("Etapa del negocio") == "Cierre ganado").with_columns(
        usd=pl.col("Valor").cast(pl.Float64)
        * pl.col("Moneda").replace_strict(world.RATE_TO_USD, return_dtype=pl.Float64)
    )
    assert set(won["Moneda"]) == set(world.CURRENCIES)
    assert len(won) == truth["counts"]["deals_won"]
    found = by_month(won, "Fecha de cierre", "usd")
    assert found == pytest.approx(truth["counts"]["won_usd_by_month"], abs=0.02)


def test_touches_are_exact_and_show_an_address_only_on_forms(sample: Path, truth: dict) -> None:
    touches = read(sorted((sample / "exports" / "template").glob("touchpoints*.csv")))
    assert len(touches) > touches["touchpoint_id"].n_unique() == truth["counts"]["touches"]
    once = touches.unique("touchpoint_id")
    types = dict(once.group_by("type").len().iter_rows())
    planted = {name: n for name, n in truth["counts"]["touches_by_type"].items() if n}
    assert types == planted
    known = set(once.filter(pl.col("email") != "")["type"])
    assert known == {item.form_type for item in world.LEAD_TYPES}


def test_logged_contacts_are_exact(sample: Path, truth: dict) -> None:
    kinds = ("llamadas", "correos", "reuniones", "mensajes")
    logged = {kind: len(hubspot(sample, kind)) for kind in kinds}
    assert min(logged.values()) > 0
    assert sum(logged.values()) == truth["counts"]["contacts_logged"]


def test_spend_and_sessions_are_exact(sample: Path, truth: dict) -> None:
    exports = sample / "exports"
    google = read(sorted(exports.glob("google_ads/*.csv")), skip_rows=2)
    google = google.filter(pl.col("Día").str.starts_with("20")).select(
        day="Día", campaign="Campaña", cost="Costo"
    )
    meta = (
        read(sorted(exports.glob("meta_ads/*.csv")))
        .filter(pl.col("Día") != "")
        .select(day="Día", campaign="Nombre de la campaña", cost="Importe gastado (USD)")
    )
    spend = (
        pl.concat([google, meta])
        .unique(["day", "campaign"], keep="last")
        .with_columns(
            month=pl.col("day").str.slice(0, 7),
            usd=pl.col("cost")
            .str.replace_all(".", "", literal=True)
            .str.replace(",", ".")
            .cast(pl.Float64),
        )
    )
    found: dict[str, dict[str, float]] = {}
    totals = spend.group_by("month", "campaign").agg(pl.col("usd").sum())
    for month, campaign, usd in totals.iter_rows():
        found.setdefault(month, {})[campaign] = round(usd, 2)
    assert found == truth["counts"]["spend_usd_by_month_and_campaign"]
    traffic = (
        read(sorted(exports.glob("ga4/*.csv")), comment_prefix="#")
        .unique(["Fecha", "Fuente/medio de la sesión", "Campaña de la sesión"], keep="last")
        .with_columns(
            pl.col("Sesiones").cast(pl.Int64),
            day=pl.col("Fecha").str.slice(0, 4) + "-" + pl.col("Fecha").str.slice(4, 2),
        )
    )
    assert by_month(traffic, "day", "Sesiones") == truth["counts"]["sessions_by_month"]


def test_dirt_is_there(sample: Path, truth: dict) -> None:
    exports = sample / "exports"
    history = next(exports.glob("hubspot/*historico*")).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        history.decode("utf-8")
    assert '"Teléfono'.encode("cp1252") in history or "ó".encode("cp1252") in history
    assert history.splitlines()[0].count(b";") > 20
    assert next(exports.glob("hubspot/*actuales*")).read_bytes().startswith(b"\xef\xbb\xbf")
    google = next(exports.glob("google_ads/*2026-10-25*")).read_bytes()
    assert google.startswith(b"\xff\xfe")
    assert "Total: Cuenta" in google.decode("utf-16")
    late = sorted(exports.glob("hubspot/*negocios-modificados*"))
    assert len({path.read_bytes() for path in late}) == 1 < len(late)
    contacts = hubspot(sample, "contactos")
    assert "<script>alert('hola')</script>" in contacts["Nombre"]
    notes = "\n".join(contacts["Mensaje"].to_list())
    assert all(note in notes for note in world.HOSTILE_NOTES)
    assert contacts["Dado de baja de todos los correos electrónicos"].is_in(["true"]).any()
    assert contacts["Correo"].str.contains(r"^(info|ventas)@").any()
    counts = truth["counts"]
    for planted in (
        "merged_records",
        "persons_with_second_record",
        "reentered_persons",
        "unreadable_cells",
        "rows_without_required_value",
        "total_rows_in_ad_files",
    ):
        assert counts[planted] > 0, planted
    assert sum(entry.get("doubled", 0) for entry in counts["files"]) > 0
    assert sum(entry.get("repeated", 0) for entry in counts["files"]) > 0


def test_companies_and_people_are_invented(sample: Path) -> None:
    mails = hubspot(sample, "contactos")["Correo"].str.strip_chars().str.to_lowercase()
    domains = set(mails.filter(mails != "").str.split("@").list.last())
    assert len(domains) > 50
    free = {"gmail.com", "hotmail.com", "yahoo.com"}
    assert all(domain.endswith(".example") for domain in domains - free)


def test_attempt_truth_is_consistent(truth: dict) -> None:
    attempts = truth["planted"]["attempts"]
    assert set(attempts) == {item.name for item in world.LEAD_TYPES}
    for entry in attempts.values():
        value = entry["cumulative_value_usd"]
        assert value.index(max(value)) + 1 == entry["recommended_attempts"]
        assert entry["survival_before"][0] == pytest.approx(1)
        assert sorted(entry["hazard"], reverse=True) == entry["hazard"]


def test_null_world_has_no_effects(tmp_path: Path) -> None:
    write_sample(tmp_path, scale=SCALE, null_world=True, say=quiet)
    planted = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["planted"]
    assert planted["null_world"]
    assert all(item["log_odds_win"] == 0 for item in planted["channels"].values())
    assert {item["kind"] for item in planted["activities"]} == {"null", "leak"}
    assert planted["speed_to_lead"]["connect_odds_ratio_at_first_attempt"] == 1
