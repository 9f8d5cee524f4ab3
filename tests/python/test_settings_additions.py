"""A part of a table adds to the shipped one; what a file replaces or leaves unused is said."""

import re
import shutil

import pytest
from test_settings import refusal, rows_of

from smarketing.paths import PROJECT
from smarketing.settings import effective_settings
from smarketing.settings.schema import SEEDS, load_schemas


@pytest.fixture
def overlay(tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_a_part_of_a_table_adds_to_the_shipped_rows(overlay, out):
    (overlay / "channel_rules.add.csv").write_text(
        "priority;source_pattern;channel\n2000;bouche à oreille;Referral\n", encoding="utf-8"
    )
    shipped = rows_of(SEEDS, "channel_rules")
    settings = effective_settings(overlay, out)
    rules = rows_of(out, "channel_rules")
    assert rules[:-1] == shipped
    assert (rules[-1]["source_pattern"], rules[-1]["channel"]) == ("bouche à oreille", "Referral")
    assert settings.given == ("channel_rules",)
    assert settings.notes == (f"channel_rules.add.csv: 1 rows added to {len(shipped)}.",)


def test_an_added_row_with_a_shipped_key_takes_its_place(overlay, out):
    first = rows_of(SEEDS, "lead_types")[0]
    (overlay / "lead_types.add.csv").write_text(
        f"lead_type,label_es,label_en,sort_order\n{first['lead_type'].upper()},Prueba,Trial,10\n",
        encoding="utf-8",
    )
    settings = effective_settings(overlay, out)
    types = rows_of(out, "lead_types")
    assert len(types) == len(rows_of(SEEDS, "lead_types"))
    assert [row["label_en"] for row in types if row["lead_type"].lower() == first["lead_type"]] == [
        "Trial"
    ]
    assert "1 of them in place of shipped ones with the same lead_type" in settings.notes[0]


def test_a_slip_in_an_added_row_names_its_file_and_row(overlay, out):
    (overlay / "channel_rules.add.csv").write_text(
        "priority,source_pattern,channel\n2000,x,Refferal\n", encoding="utf-8"
    )
    assert "channel_rules.add.csv, row 2, column channel: “Refferal” is not in" in refusal(
        overlay, out
    )


def test_replacing_many_shipped_rows_by_a_few_is_said(overlay, out):
    (overlay / "channel_rules.csv").write_text(
        "priority,system,channel_pattern,source_pattern,medium_pattern,campaign_pattern,channel\n"
        "10,,,radio,,,Referral\n",
        encoding="utf-8",
    )
    count = len(rows_of(SEEDS, "channel_rules"))
    (note,) = effective_settings(overlay, out).notes
    assert note == (
        f"channel_rules.csv: its 1 rows replace all {count} shipped rows of channel_rules; to keep "
        "those and add yours, name the file channel_rules.add.csv."
    )


def test_the_seeds_folder_copied_whole_works_as_settings(overlay, out):
    for path in SEEDS.iterdir():
        shutil.copy(path, overlay / path.name)
    copied, plain = effective_settings(overlay, out), effective_settings(None, out)
    assert (copied.hash, copied.notes) == (plain.hash, ())


def test_reserved_words_are_known_in_any_case(overlay, out):
    text = (SEEDS / "channels.csv").read_text(encoding="utf-8")
    text = text.replace("\nUnknown,", "\nUNKNOWN,").replace("\nUnassigned,", "\nunassigned,")
    (overlay / "channels.csv").write_text(text, encoding="utf-8")
    effective_settings(overlay, out)
    assert {"Unknown", "Unassigned"} <= {row["channel"] for row in rows_of(out, "channels")}


def test_a_calendar_of_another_zone_is_a_warning(overlay, out):
    (overlay / "settings.yml").write_text("timezone: Europe/Paris\n")
    (note,) = effective_settings(overlay, out).notes
    assert note.startswith(
        "seeds/business_hours.csv: calendar default is in America/Guayaquil, but the setting "
        "timezone is Europe/Paris"
    )


def test_parts_of_a_target_over_its_total_are_said(overlay, out):
    (overlay / "marketing_targets.csv").write_text(
        "month,lead_type,leads_target,mql_target,mql_value_target,currency\n"
        "2026-03,*,100,40,,\n2026-03,inbound,70,40,,\n2026-03,ebook,50,,,\n"
        "2026-04,inbound,70,,,\n"
        # which add up to exactly their total, though not as doubles
        "2026-05,*,,,0.3,\n2026-05,inbound,,,0.1,\n2026-05,ebook,,,0.2,\n",
        encoding="utf-8",
    )
    (note,) = [n for n in effective_settings(overlay, out).notes if "marketing_targets" in n]
    assert note.startswith("marketing_targets.csv, column leads_target: the lead types of 2026-03")
    assert "add up to 120, over the 100 of their total" in note


def test_every_setting_is_read_by_a_model_or_a_page():
    code = [
        path.read_text(encoding="utf-8")
        for folder in ("models", "macros", "notebooks", "smarketing")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in (".sql", ".py", ".ipynb") and "sample" not in path.parts
    ]
    everything = "\n".join(code)
    assert load_schemas()
    for name, seed in load_schemas().items():
        assert re.search(rf"['\"]{name}['\"]|settings\.{name}\b", everything), name
        for column in seed.columns:
            stem = re.sub("_(es|en)$", "", column.name)  # read by its language
            assert re.search(rf"\b{stem}(\b|_)", everything), f"{name}.{column.name}"
