"""Makes the sample company and writes its exports."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from smarketing.paths import SAMPLE_MARKER
from smarketing.sample import (
    contacts_log,
    counts,
    deals,
    journeys,
    outcomes,
    people,
    records,
    touches,
    truth,
    world,
    write_ads,
    write_crm,
    write_template,
    write_touches,
)
from smarketing.sample.accent import read_accent
from smarketing.sample.crm import Company
from smarketing.sample.csv_files import Ledger

SMALLEST_COMPANY = 60


def write_sample(
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 7,
    null_world: bool = False,
    system: str = "hubspot",
    say: Callable[[str], None] = print,
) -> None:
    """Write the sample company's exports and truth.json; the same seed gives the same bytes.

    Args:
        folder: gets exports/<system>/…, exports/.sample (the marker) and truth.json. What an
            earlier sample left there is replaced; a folder of exports without the marker is not.
        scale: 1 makes 12,000 leads and about 220,000 touches; 83 makes a million leads.
        seed: of all random draws.
        null_world: no channel, activity or speed has any effect.
        system: the CRM whose exports it writes; accents/ has one file per system.
        say: receives one line per step.

    Raises:
        FileExistsError: the exports folder holds files that no sample wrote.
        DataRefused: the sample can't be written for the system.
    """
    accent = read_accent(system)
    exports = _fresh_folder(Path(folder))
    count = max(SMALLEST_COMPANY, round(world.LEADS_AT_SCALE_ONE * scale))
    web_count = count - round(count * world.OFFLINE_SHARE)
    ledger = Ledger()

    sessions = journeys.make_sessions(web_count, seed, null_world=null_world)
    crowd = people.make_people(count, sessions, seed)
    story = outcomes.tell(crowd, seed, null_world=null_world)
    clicks = touches.make_touches(crowd, sessions, story, seed)
    traffic = write_ads.make_traffic(sessions)
    effects = truth.planted(crowd, sessions, story, null_world=null_world)
    say(f"Sample company: {count:,} leads, {len(clicks.at):,} touches.")
    del sessions

    rows = records.make_records(crowd, story, seed)
    own_emails = rows.email.head(count)
    write_touches.write_touches(exports / "template", clicks, own_emails, ledger)
    business = deals.make_deals(crowd, story, seed)
    log = contacts_log.make_contacts(crowd, story, seed)
    held = Company(crowd, rows, story, business, log, seed)
    write_crm.write_crm(exports, accent, held, ledger)
    write_ads.write_ga4(exports / "ga4", traffic, ledger)
    write_ads.write_google_ads(exports / "google_ads", traffic, ledger)
    write_ads.write_meta_ads(exports / "meta_ads", traffic, ledger)
    extras = write_template.write_template(
        exports / "template", crowd, own_emails, story, business, clicks, seed, ledger
    )
    written = counts.make_counts(crowd, rows, story, business, clicks, log, traffic, ledger)
    facts = {
        "company": "Andes Capacita",
        "seed": seed,
        "scale": scale,
        "timezone": "America/Guayaquil",
        "planted": effects,
        "counts": written | extras,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (Path(folder) / "truth.json").write_text(text + "\n", encoding="utf-8")
    say(f"Written: {len(ledger.files)} files in {exports}.")


def _fresh_folder(folder: Path) -> Path:
    exports = folder / "exports"
    if exports.exists() and any(exports.iterdir()):
        if not (exports / SAMPLE_MARKER).exists():
            raise FileExistsError(
                f"{exports} holds files that are not the sample's: choose another folder."
            )
        shutil.rmtree(exports)
    exports.mkdir(parents=True, exist_ok=True)
    (exports / SAMPLE_MARKER).write_text("Fictional data, written by smarketing.sample.\n", "utf-8")
    return exports
