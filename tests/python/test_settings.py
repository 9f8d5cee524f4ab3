"""Settings: the shipped seeds, overlays as people save them, and one clear sentence per mistake."""

import csv
from pathlib import Path

import openpyxl
import pytest

from smarketing.errors import DataRefused
from smarketing.settings import effective_settings, write_workbook
from smarketing.settings.schema import SEEDS, load_schemas
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.settings.vars_model import expected, wrong_vars

SLA_HEADER = (
    "sla_id;lead_type;clock;first_attempt_hours;attempts_required;within_days;"
    "business_hours;valid_from;changed_because"
)


@pytest.fixture
def overlay(tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def rows_of(folder: Path, seed: str) -> list[dict[str, str]]:
    with (folder / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refusal(overlay: Path, out: Path) -> str:
    with pytest.raises(DataRefused) as refused:
        effective_settings(overlay, out)
    assert refused.value.exit_code == 2
    return str(refused.value)


def test_every_seed_is_described_and_canonical(out):
    settings = effective_settings(None, out)
    schemas = load_schemas()
    assert schemas
    assert {path.stem for path in SEEDS.glob("*.csv")} == set(schemas)
    assert settings.notes == () and settings.given == () and dict(settings.vars) == {}
    for name, seed in schemas.items():
        shipped = (SEEDS / f"{name}.csv").read_text(encoding="utf-8")
        assert (out / f"{name}.csv").read_text(encoding="utf-8") == shipped, name
        assert shipped.split("\n")[0] == ",".join(column.name for column in seed.columns)
        assert seed.description.startswith("One row per"), name
    for path in SEEDS.glob("*.yml"):
        assert (out / path.name).read_bytes() == path.read_bytes()


def test_guide_definitions_are_shipped(out):
    folder = effective_settings(None, out).seeds_dir
    sla = rows_of(folder, "sla_policies")[0]
    assert (sla["first_attempt_hours"], sla["attempts_required"], sla["within_days"]) == (
        "4",
        "8",
        "14",
    )
    steps = [(row["day"], row["channel"]) for row in rows_of(folder, "cadence_steps")]
    assert steps[:3] == [("1", "call"), ("3", "email"), ("5", "linkedin")]
    policy = rows_of(folder, "followup_policies")[0]
    assert (policy["cadence_attempts"], policy["cadence_days"]) == ("5", "10")
    rules = {row["rule_id"]: row for row in rows_of(folder, "lead_scoring_rules")}
    assert rules["page_views_over_15"]["points"] == "10"
    assert rules["personal_mail_gmail"]["points"] == "-10"
    assert rules["company_ibm"]["points"] == "30"
    definitions = {row["definition_id"] for row in rows_of(folder, "mql_conditions")}
    assert definitions == {"guide_insurance_quito", "guide_demo_ecuador"}


def test_csv_as_spanish_excel_saves_it(overlay, out):
    text = "\r\n".join(
        [SLA_HEADER, "rápido;demo;MQL;1,5;8;14;VERDADERO;01/02/2026;Reunión de año nuevo",
         "normal;*;;4;8;14;FALSO;31/01/2026;", ";;;;;;;;", ""]
    )  # fmt: skip
    (overlay / "SLA_policies.csv").write_bytes(text.encode("cp1252"))
    settings = effective_settings(overlay, out)
    assert settings.given == ("sla_policies",)
    first, second = rows_of(settings.seeds_dir, "sla_policies")
    assert first == {
        "sla_id": "rápido", "lead_type": "demo", "clock": "mql", "first_attempt_hours": "1.5",
        "attempts_required": "8", "within_days": "14", "business_hours": "true",
        "valid_from": "2026-02-01", "changed_because": "Reunión de año nuevo",
        # written before the column existed
        "reply_hours": "",
    }  # fmt: skip
    assert second["valid_from"] == "2026-01-31" and second["clock"] == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(overlay, out, encoding, delimiter):
    text = f"alias{delimiter}country\rPerú{delimiter}pe\rChile{delimiter}CL\r"
    (overlay / "countries.csv").write_bytes(text.encode(encoding))
    settings = effective_settings(overlay, out)
    assert [row["alias"] for row in rows_of(settings.seeds_dir, "countries")] == ["Perú", "Chile"]
    assert rows_of(settings.seeds_dir, "countries")[0]["country"] == "PE"


@pytest.mark.parametrize(
    ("month", "quota", "expected_month", "expected_quota"),
    [
        ("2026-03", "35000,50", "2026-03-01", "35000.50"),
        ("mar-26", "35.000,5", "2026-03-01", "35000.50"),
        ("01/03/2026", "35.000.000", "2026-03-01", "35000000.00"),
        ("03/2026", "35000", "2026-03-01", "35000.00"),
        ("marzo 2026", "1,5", "2026-03-01", "1.50"),
    ],
)
def test_months_and_decimal_commas(overlay, out, month, quota, expected_month, expected_quota):
    (overlay / "sales_quotas.csv").write_text(
        f"month;owner;quota;currency;marketing_share\n{month};*;{quota};usd;60%\n"
    )
    (row,) = rows_of(effective_settings(overlay, out).seeds_dir, "sales_quotas")
    assert (row["month"], row["quota"]) == (expected_month, expected_quota)
    assert (row["currency"], row["marketing_share"]) == ("USD", "0.6")


def test_thousands_or_decimals_are_never_guessed(overlay, out):
    header = "month;owner;quota;currency;marketing_share\n"
    (overlay / "sales_quotas.csv").write_text(header + "2026-03;*;35.000;USD;\n")
    message = refusal(overlay, out)
    assert "sales_quotas.csv, row 2, column quota" in message and "35.000" in message
    (overlay / "sales_quotas.csv").write_text(header + "2026-03;*;35.000;USD;0,6\n")
    (row,) = rows_of(effective_settings(overlay, out).seeds_dir, "sales_quotas")
    assert row["quota"] == "35000.00"


def test_every_mistake_is_named_at_once(overlay, out):
    (overlay / "sla_policies.csv").write_text(
        SLA_HEADER + "\nfast;demo;mqll;-1;ocho;14;quizás;31/02/2026;\nfast;demo;mql;4;8;14;true;;\n"
    )
    (overlay / "exchange_rate.csv").write_text("month,currency,rate_to_usd\n")
    (overlay / "channels.csv").write_text(
        "chanel,label_es,label_en,is_marketing,is_paid,is_direct\n"
    )
    (overlay / "settings.yml").write_text(
        "minimum_samples: 3\nminimum_sample: many\nas_of: 2026-01-31\n"
    )
    message = refusal(overlay, out)
    for part in (
        "row 2, column clock: expected one of created, mql, assigned (did you mean “mql”?)",
        "row 2, column first_attempt_hours: expected a number above 0, found “-1”",
        "row 2, column attempts_required: expected a whole number",
        "row 2, column business_hours: expected true or false, found “quizás”",
        "row 2, column valid_from: expected a date",
        "exchange_rate.csv: no settings file has that name (did you mean “exchange_rates.csv”?)",
        "channels.csv, row 1: column “chanel” is not one of channels (did you mean “channel”?)",
        "missing channel, sort_order",
        "“minimum_samples” is not a setting (did you mean “minimum_sample”?)",
        "minimum_sample is 'many'; expected a whole number of at least 1",
        "as_of can't be set here",
    ):
        assert part in message, part


HEADERS = {
    "exchange_rates": "month,currency,rate_to_usd",
    "channel_rules": "priority,system,channel_pattern,source_pattern,medium_pattern,"
    "campaign_pattern,channel",
    "mql_conditions": "definition_id,group_id,field,operator,value,min_count,within_days",
    "mql_definitions": "definition_id,label_es,label_en,fit_threshold,interest_threshold,"
    "valid_from,is_current,changed_because",
    "stages": "stage,position,owner,is_terminal,label_es,label_en",
    "business_hours": "calendar_id,timezone,weekday,opens,closes",
    "stage_map": "system,object,raw_stage,stage",
    "kpis": "kpi_id,areas,label_es,label_en,description_es,description_en,unit,direction,target,"
    "tiles",
}
MISTAKES = [
    ("exchange_rates", "2026-01,COP,0.1\n2026-01-01,cop,0.2", "row 3", "already in row 2"),
    ("exchange_rates", "2026-01,COP,", "row 2, column rate_to_usd: empty"),
    ("exchange_rates", "2026-01-15,COP,1", "expected a month"),
    ("exchange_rates", "2026-01,COP,0.1,9", "more cells than the header"),
    ("channel_rules", "1,,,x,,,Paid Serch", "column channel", "did you mean “Paid Search”?"),
    (
        "mql_conditions",
        "value_and_interest,1,jobtitle,contains,gerente,,",
        "“jobtitle”",
        "did you mean “job_title”?",
    ),
    (
        "mql_conditions",
        "value_and_interest,1,,has_activity,webinar,,",
        "“webinar” is not a type of touch",
    ),
    ("stages", "lead,1,marketing,,,", "no row for mql, sql, opportunity, customer"),
    (
        "mql_definitions",
        "a,A,A,1,1,,true,\nb,B,B,1,1,,true,",
        "exactly one row must be true, found rows 2, 3",
    ),
    (
        "business_hours",
        "default,America/Bogotá,1,18:00,9:00",
        "did you mean “America/Bogota”?",
        "expected a time later than opens",
    ),
    ("kpis", "nps,sales,,,a,b,points,up,,sales;marketin", "tiles", "did you mean “marketing”?"),
    ("stage_map", "*,opportunity,Ganada,customer", "not in column stage of opportunity_stages"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[0]}: {mistake[1]}")
def test_one_mistake_one_sentence(overlay, out, mistake):
    seed, rows, *parts = mistake
    (overlay / f"{seed}.csv").write_text(f"{HEADERS[seed]}\n{rows}\n", encoding="utf-8")
    message = refusal(overlay, out)
    assert f"{seed}.csv" in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    ("text", "part"),
    [("", "is empty"), ("month,currency,currency,rate_to_usd\n", "column currency occurs twice")],
)
def test_wrong_headers(overlay, out, text, part):
    (overlay / "exchange_rates.csv").write_text(text)
    assert part in refusal(overlay, out)


def test_shipped_rows_about_replaced_things_are_left_out(overlay, out):
    (overlay / "lead_types.csv").write_text(
        "lead_type,label_es,label_en,sort_order\ndemo,Demo,Demo,1\nother,Otro,Other,2\n"
    )
    settings = effective_settings(overlay, out)
    types = {row["lead_type"] for row in rows_of(settings.seeds_dir, "lead_type_rules")}
    assert types == {"demo"}
    assert any("lead_type_rules" in note for note in settings.notes)


def test_words_of_open_references_are_noted_not_refused(overlay, out):
    (overlay / "maturity.csv").write_text(
        "from_stage,to_stage,lead_type,days\nlead,customer,vip,90\n"
    )
    settings = effective_settings(overlay, out)
    assert rows_of(settings.seeds_dir, "maturity")[0]["lead_type"] == "vip"
    assert any("vip" in note for note in settings.notes)


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        (
            "kpi_targets.csv",
            "kpi_id,month,owner,target\nleads,2026-03-01,*,10\nlead,2026-03-01,*,10\n",
            ("kpi_targets.csv, row 3, column kpi_id", "leads"),
        ),
        (
            "sales_quotas.csv",
            "month,owner,quota,currency,marketing_share\n2026-03-01,*,35000,,0.6\n",
            ("sales_quotas.csv, row 2, column currency", "needed"),
        ),
        (
            "marketing_calendar.csv",
            "date,kind,title_es,title_en,url,thank_you_url,share_url,soundbite_es,soundbite_en\n"
            "2026-11-03,ebook,Plan,Plan,htp:/acme.example/plan,,,,\n",
            ("marketing_calendar.csv, row 2, column url", "https://www.example.com"),
        ),
    ],
)
def test_goals_and_plans_that_lead_nowhere_are_refused(overlay, out, name, text, parts):
    """An unknown KPI, a quota without currency, a link that opens nothing."""
    (overlay / name).write_text(text)
    message = refusal(overlay, out)
    assert all(part in message for part in parts), message


def test_vars_are_typed_and_hashed(overlay, out):
    plain = effective_settings(None, out)
    (overlay / "settings.yml").write_text("minimum_sample: 10\nsegments: [all, channel]\n")
    settings = effective_settings(overlay, out)
    assert dict(settings.vars) == {"minimum_sample": 10, "segments": ["all", "channel"]}
    assert settings.hash != plain.hash
    (overlay / "settings.yml").write_text("minimum_sample: 30\n")  # the shipped value
    assert effective_settings(overlay, out).hash == plain.hash


def test_vars_are_taken_as_people_write_them(overlay, out):
    (overlay / "settings.yml").write_text(
        "segments: all, channel\nreporting_currency: cop\ncalling_code: +57\n"
        "number_locale: es-CO\ntime_decay_half_life_days: 3.5\npoints_to_double_odds: 20\n"
        "attribution_u_shape: [0.3, 0.5]\nspeed_bucket_minutes: [10, 60]\n"
        "is_capped_rule_per_event: yes\nfinished_task_words: [listo, hecho ya]\n"
    )
    settings = dict(effective_settings(overlay, out).vars)
    assert settings == {
        "segments": ["all", "channel"],
        "reporting_currency": "COP",
        "calling_code": "57",
        "number_locale": "es_CO",
        "time_decay_half_life_days": 3.5,
        "points_to_double_odds": 20,
        "attribution_u_shape": [0.3, 0.5],
        "speed_bucket_minutes": [10, 60],
        "is_capped_rule_per_event": True,
        "finished_task_words": ["listo", "hecho ya"],
    }
    assert isinstance(settings["points_to_double_odds"], int), "the hash is of what was written"


def test_every_var_has_a_kind_and_its_default_is_right():
    names = [name for name in project_vars() if name not in RUN_VARS]
    values = {name: project_vars()[name] for name in names}
    assert len(names) > 60
    assert wrong_vars(values) == (values, set())
    assert [name for name in names if not expected(name)] == []


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("timezone: 7", "timezone is 7; expected an IANA time zone"),
        ("timezone: [America/Bogota]", "timezone is ['America/Bogota']; expected an IANA"),
        ("timezone: true", "timezone is True; expected"),
        ("timezone: 2026-02-30", "timezone is '2026-02-30'; expected"),
        ("timezone: !!timestamp 2026-02-30", "holds a value that can't be read"),
        ("timezone:", "timezone is None; expected"),
        ("company_name: 2026-02-30\nminimum_sample: x", "minimum_sample is 'x'; expected"),
        ("company_name: [Andes]", "company_name is ['Andes']; expected a text of one line"),
        ("timezone: {a: b}", "timezone is {'a': 'b'}; expected"),
        ('timezone: "it\'s\\n"', "timezone is "),
        ("reporting_currency: 2026-02-30", "expected an ISO currency code"),
        ("reporting_currency: pesos", "expected an ISO currency code"),
        ("headline_attribution_model: lineal", "is 'lineal'; expected one of first_touch"),
        ("headline_attribution_model: [linear]", "expected one of first_touch"),
        ("minimum_sample: 30.5", "expected a whole number of at least 1"),
        ("minimum_sample: true", "expected a whole number of at least 1"),
        ("expected_from_months: 0", "expected a whole number of at least 1"),
        ("sla_standing_days: 0", "expected a whole number of at least 1"),
        ("minimum_sample: '30'", "expected a whole number of at least 1"),
        ("minimum_sample: 99999999999", "expected a whole number of at least 1"),
        ("rejected_values_share: 2", "expected a number above 0, at most 1"),
        ("rejected_values_share: .nan", "expected a number above 0, at most 1"),
        ("activity_minimum_lift: .inf", "expected a number above 0"),
        ("is_capped_rule_per_event: 1", "expected true or false"),
        ("segments: [all, all]", "expected a list of all, channel"),
        ("segments: {all: 1}", "expected a list of all, channel"),
        ("attribution_u_shape: [0.4]", "expected a list of 2 shares"),
        ("attribution_w_shape: [0.4, 0.4, 0.4]", "expected a list of 3 shares"),
        ("speed_bucket_minutes: [60, 5]", "each larger than the one before"),
        ('finished_task_words: ["don\'t"]', "none with quotes"),
        ("finished_task_words: [7]", "expected a list of words"),
        ("timezon: UTC", "“timezon” is not a setting (did you mean “timezone”?)"),
        ("7: 7", "“7” is not a setting"),
        ("[a, b]", "expected one “name: value” per line"),
        ("[" * 3000, "nested too deeply"),
        (f"{BOMB}\ntimezone: *a11", "holds more than 100,000 values"),
        ("timezone: &a [*a]", "holds more than 100,000 values"),
        (
            "timezone: UTC\n'timezone': Asia/Tokyo",
            "`timezone` stands twice, at line 1 and again at line 2",
        ),
    ],
)
def test_a_wrong_settings_yml_is_a_sentence(overlay, out, text, sentence):
    (overlay / "settings.yml").write_text(text)
    message = refusal(overlay, out)
    assert "settings.yml" in message
    assert sentence in message
    assert max(map(len, message.splitlines())) < 1_000


def test_a_folder_named_settings_yml_is_a_sentence(overlay, out):
    (overlay / "settings.yml").mkdir()
    assert "settings.yml: not a settings file" in refusal(overlay, out)


def test_unchanged_files_are_not_written_again(overlay, out):
    effective_settings(None, out)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    (out / "stale.csv").write_text("x")
    (overlay / "maturity.csv").write_text("from_stage,to_stage,lead_type,days\n*,*,*,90\n")
    effective_settings(overlay, out)
    after = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"maturity.csv"}
    assert "stale.csv" not in after


def test_workbook_round_trip(overlay, out, tmp_path):
    write_workbook(overlay / "settings.xlsx", None)
    settings = effective_settings(overlay, out)
    plain = effective_settings(None, tmp_path / "plain")
    assert len(settings.given) == len(load_schemas())
    assert settings.hash == plain.hash


def test_workbook_helps_and_is_read_as_edited(overlay, out):
    file = overlay / "settings.xlsx"
    write_workbook(file, None)
    workbook = openpyxl.load_workbook(file)
    sheet = workbook["sla_policies"]
    assert sheet.freeze_panes == "A2"
    assert "4 horas" not in sheet["A1"].comment.text and sheet["A1"].comment.text
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert '"created,mql,assigned"' in lists
    assert workbook.sheetnames[0] == "LEAME" and "make report" in str(
        list(workbook["LEAME"].values)
    )
    sheet["D2"], sheet["E2"] = 2.5, "diez"
    workbook.create_sheet("Hoja1")
    workbook.save(file)
    assert "settings.xlsx, sheet sla_policies, row 2, column attempts_required" in refusal(
        overlay, out
    )
    sheet["E2"] = 10
    del workbook["channels"]
    workbook.save(file)
    (row,) = rows_of(effective_settings(overlay, out).seeds_dir, "sla_policies")
    assert (row["first_attempt_hours"], row["attempts_required"]) == ("2.5", "10")


def test_sheet_and_csv_that_disagree_are_refused(overlay, out):
    write_workbook(overlay / "settings.xlsx", None)
    (overlay / "maturity.csv").write_text("from_stage,to_stage,lead_type,days\n*,*,*,\n")
    effective_settings(overlay, out)  # the same content twice is no contradiction
    (overlay / "maturity.csv").write_text("from_stage,to_stage,lead_type,days\n*,*,*,90\n")
    assert "maturity.csv sets the same table differently" in refusal(overlay, out)


def test_other_files_are_refused_and_hidden_ones_ignored(overlay, out):
    (overlay / ".DS_Store").write_bytes(b"x")
    (overlay / "~$settings.xlsx").write_bytes(b"x")
    effective_settings(overlay, out)
    (overlay / "setting.xlsx").write_bytes(b"x")
    assert "did you mean “settings.xlsx”?" in refusal(overlay, out)


def test_every_kpi_is_shipped_with_a_full_glossary_entry(out):
    kpis = {row["kpi_id"]: row for row in rows_of(effective_settings(None, out).seeds_dir, "kpis")}
    assert len(kpis) > 60
    assert {"quota_gap", "mql_acceptance_rate", "contact_rate_per_attempt", "nps"} <= set(kpis)
    for kpi in kpis.values():
        assert "Ejemplo:" in kpi["description_es"] and "Example:" in kpi["description_en"]
        assert kpi["label_es"] and kpi["label_en"]
    assert kpis["stalled_leads_rate"]["direction"] == "down"
    assert kpis["leads_assigned"]["direction"] == "none"


def test_kpis_of_before_a_column_keep_what_is_shipped(overlay, out):
    """A company's own file has none of the newer columns; its own KPI has nothing to take."""
    rows = [
        "nps,sales,,,a,b,points,up,50",
        "quota_gap,sales,,,a,b,money,down,",
        "own,sales,,,a,b,count,up,",
    ]
    header = HEADERS["kpis"].removesuffix(",tiles")
    (overlay / "kpis.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    found = rows_of(effective_settings(overlay, out).seeds_dir, "kpis")
    newer = ("kpi_id", "target", "needs", "counts_events", "tiles", "evidence")
    assert [tuple(row[name] for name in newer) for row in found] == [
        ("nps", "50", "nps_responses", "false", "", "nps_answers"),
        ("quota_gap", "", "sales_quotas", "false", "sales", "deals_by_quota"),
        ("own", "", "", "false", "", ""),
    ]
    # a column that is there is the company's, empty too
    text = "\n".join([HEADERS["kpis"], *(f"{row}," for row in rows)]) + "\n"
    (overlay / "kpis.csv").write_text(text, encoding="utf-8")
    found = rows_of(effective_settings(overlay, out).seeds_dir, "kpis")
    assert [row["tiles"] for row in found] == ["", "", ""]
