"""Validation: what is found in a bad build file, what the page shows, how the process behaves."""

import json
import re
import time
from pathlib import Path

import duckdb
import pytest

from smarketing.contract import load_contract, load_ledger_tables
from smarketing.validation import CheckResult, ValidationResult, page_html, results_rows, start

SECRET = "ana.secreta@example.com"


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every raw table, empty, with the loader's lineage columns."""
    connection.execute("create schema raw")
    for entity in load_contract().values():
        columns = [f'"{column.name}" {column.data_type}' for column in entity.columns.values()]
        columns += [
            "_source_system varchar",
            "_file varchar",
            "_row bigint",
            "_exported_at timestamp",
        ]
        connection.execute(
            f'create table raw."{entity.name}" ({", ".join(columns)}, extra varchar)'
        )
    for name, columns in load_ledger_tables().items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'create table raw."{name}" ({listed})')


def add_file(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    entity: str,
    read: int,
    loaded: int,
    exported_at: str,
) -> None:
    connection.execute(
        "insert into raw._files by name select ? as file, ? as entity, ? as rows_read, "
        "? as rows_loaded, ? as rows_rejected, ?::timestamp as exported_at",
        [file, entity, read, loaded, read - loaded, exported_at],
    )


def add_rows(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    file: str,
    rows: int,
    exported_at: str,
    columns: str,
) -> None:
    connection.execute(
        f"insert into raw.{entity} by name select {columns}, '{file}' as _file, i + 1 as _row, "
        f"timestamp '{exported_at}' as _exported_at, 'crm' as _source_system "
        f"from range(1, {rows + 1}) as r(i)"
    )


@pytest.fixture(scope="module")
def bad_build(tmp_path_factory) -> Path:
    """A build file with one fault of each kind, and a person's address in every free text."""
    file = tmp_path_factory.mktemp("validation") / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_raw(connection)
        lead = (
            f"'L' || i as lead_id, 'lead' as record_type, timestamp '2026-03-01' as created_at, "
            f"'{SECRET}' as email, '{SECRET}' as notes"
        )
        add_rows(
            connection,
            "leads",
            "crm/leads-2026-03.csv",
            100,
            "2026-03-31",
            f"{lead}, 'Ana' as owner",
        )
        add_rows(connection, "leads", "crm/leads-2026-04.csv", 40, "2026-04-30",
                 lead.replace("'L' || i", "'M' || i"))  # fmt: skip
        add_file(connection, "crm/leads-2026-03.csv", "leads", 100, 100, "2026-03-31")
        add_file(connection, "crm/leads-2026-04.csv", "leads", 40, 40, "2026-04-30")
        connection.execute(
            "update raw.leads set lead_id = 'L1' where _row = 4 and _file like '%03.csv';"
            "update raw.leads set created_at = '2031-01-01' "
            "where _row in (7, 9) and _file like '%03.csv';"
            "update raw.leads set created_at = '1899-12-30' "
            "where _row = 11 and _file like '%03.csv';"
        )
        add_rows(connection, "contact_attempts", "crm/<b>calls.csv", 20, "2026-03-31",
                 "'C' || i as attempt_id, 'L' || (i + if(i > 10, 900, 0)) as lead_id, "
            "'call' as channel, "
                 "timestamp '2026-03-02' as occurred_at, 'outbound' as direction, "
                 "'no_answer' as outcome")  # fmt: skip
        connection.execute("update raw.contact_attempts set channel = 'pigeon' where _row = 5")
        add_file(connection, "crm/<b>calls.csv", "contact_attempts", 26, 20, "2026-03-31")
        connection.execute(
            "insert into raw._rejects select 'crm/<b>calls.csv', 'contact_attempts', 30 + i, "
            f"'no date', '{SECRET}' from range(6) as r(i)"
        )
        add_rows(connection, "nps_responses", "crm/nps.csv", 300, "2026-03-31",
                 "'N' || i as response_id, timestamp '2026-03-02' as responded_at, "
                 "if(i = 3, 42, 9) as score")  # fmt: skip
        add_file(connection, "crm/nps.csv", "nps_responses", 300, 300, "2026-03-31")
        for column, cells in (("score", 7), ("responded_at", 4), ("company", 6)):
            connection.execute(
                f"insert into raw._rejected_values select 'crm/nps.csv', 'nps_responses', i + 2, "
                f"'{column}', '{SECRET}', 'a number' from range({cells}) as r(i)"
            )
        add_rows(connection, "job_applications", "crm/jobs.csv", 1, "2026-03-31",
                 "'J1' as application_id, timestamp '2026-03-02' as applied_at")  # fmt: skip
        add_file(connection, "crm/jobs.csv", "job_applications", 1, 1, "2026-03-31")
        add_file(connection, "crm/empty.csv", "tasks", 3, 0, "2026-03-31")
        connection.execute(
            "insert into raw._rejects select 'crm/empty.csv', 'tasks', 2 + i, 'no id', 'x' "
            "from range(3) as r(i)"
        )
    return file


@pytest.fixture(scope="module")
def result(bad_build) -> ValidationResult:
    """The verdict, by the process; the only run of Great Expectations in the fast tests."""
    with start() as validator:
        validator.read(bad_build)
        duckdb.connect(str(bad_build)).close()  # free for writing as soon as read() returns
        result = validator.result(timeout_seconds=120)
    assert [path.name for path in bad_build.parent.iterdir()] == [bad_build.name]
    return result


def failed(result: ValidationResult, check_id: str) -> dict[str, CheckResult]:
    return {
        check.file: check
        for check in result.checks
        if check.check_id == check_id and check.status == "failed"
    }


def test_it_ran(result):
    assert len(result.checks) > 40
    assert not [check for check in result.checks if check.status == "could_not_check"]
    assert {check.entity for check in result.checks} >= {
        "leads",
        "contact_attempts",
        "nps_responses",
    }


@pytest.mark.parametrize(
    ("check_id", "file", "severity", "failing", "sample_rows"),
    [
        ("leads.created_at.not_after_export", "crm/leads-2026-03.csv", "warning", 2, (7, 9)),
        ("leads.created_at.not_before_2000", "crm/leads-2026-03.csv", "warning", 1, (11,)),
        ("leads.record_type+lead_id.unique", "crm/leads-2026-03.csv", "warning", 2, (2, 4)),
        ("leads.volume", "crm/leads-2026-04.csv", "warning", 40, ()),
        ("leads.owner.null_share", "crm/leads-2026-04.csv", "warning", 40, ()),
        ("contact_attempts.channel.vocabulary", "crm/<b>calls.csv", "error", 1, (5,)),
        ("contact_attempts.links", "crm/<b>calls.csv", "warning", 11, (4, 12, 13, 14, 15)),
        ("contact_attempts.rejected_rows", "crm/<b>calls.csv", "warning", 6, (30, 31, 32, 33, 34)),
        ("nps_responses.score.range", "crm/nps.csv", "warning", 1, (4,)),
        ("nps_responses.score.rejected_values", "crm/nps.csv", "error", 7, (2, 3, 4, 5, 6)),
        ("tasks.nothing_loaded", "crm/empty.csv", "error", 3, (2, 3, 4)),
    ],
)
def test_faults_are_found(result, check_id, file, severity, failing, sample_rows):
    check = failed(result, check_id)[file]
    assert (check.severity, check.failing, check.sample_rows) == (severity, failing, sample_rows)


def test_a_few_rejected_cells_are_no_failure(result):
    """4 cells are under the minimum of 5; 6 of 300 are not more than 2 %."""
    ids = {check.check_id: check.status for check in result.checks}
    assert ids["nps_responses.responded_at.rejected_values"] == "passed"
    assert ids["nps_responses.company.rejected_values"] == "passed"


def test_how_many_rejected_cells_are_too_many_follows_the_settings(bad_build):
    """The same 4 and 6 cells of 300 fail where 3 cells and 1 % are enough."""
    with start({"rejected_values_minimum": 3, "rejected_values_share": 0.01}) as validator:
        validator.read(bad_build)
        errors = {check.check_id for check in validator.result(timeout_seconds=120).errors}
    assert "nps_responses.responded_at.rejected_values" in errors
    assert "nps_responses.company.rejected_values" in errors


def test_no_other_fault_is_reported(result):
    assert {check.check_id for check in result.errors} == {
        "contact_attempts.channel.vocabulary",
        "nps_responses.score.rejected_values",
        "tasks.nothing_loaded",
    }


@pytest.mark.parametrize(
    ("locale", "words"), [("es", "No se publica: 3 errores"), ("en", "Not published: 3 errors")]
)
def test_page_is_offline_escaped_and_without_values(result, locale, words):
    page = page_html(result, locale)
    assert words in page and f'<html lang="{locale}">' in page
    assert "default-src 'none'" in page and "<script" not in page
    assert not re.search(r"(https?:)?//[a-z]", page)
    assert "crm/&lt;b&gt;calls.csv" in page and "<b>" not in page
    for value in (SECRET, "pigeon", "Ana", "42"):
        assert not re.search(rf"\b{re.escape(value)}\b", page), value


def test_page_says_whose_exports_they_are(result):
    page = page_html(result, "es", "Andes & <Hijos>")
    assert "<title>Validación de las exportaciones · Andes &amp; &lt;Hijos&gt;</title>" in page
    assert '<p class="brand">Andes &amp; &lt;Hijos&gt;</p>' in page


def test_rows_for_the_report_hold_both_languages_and_no_values(result):
    rows = results_rows(result)
    assert len(rows) == len(result.checks)
    assert set(rows[0]) == {
        "check_id", "severity", "status", "file", "entity", "column_name", "failing",
        "message_es", "message_en",
    }  # fmt: skip
    (volume,) = [row for row in rows if row["check_id"] == "leads.volume"]
    assert "la exportación anterior (crm/leads-2026-03.csv) traía 100" in volume["message_es"]
    assert "the previous export (crm/leads-2026-03.csv) had 100" in volume["message_en"]
    assert SECRET not in json.dumps(rows)
    assert ValidationResult.from_json(result.to_json()) == result


def test_every_kind_of_message_can_be_said():
    from smarketing.validation.result import _texts

    for kind in _texts()["found"]:
        check = CheckResult("x", kind, "warning", "failed", "leads", file="f.csv")
        for language in ("es", "en"):
            assert check.message(language).strip()


def test_every_message_exists_in_both_languages():
    from smarketing.validation.result import _texts

    for texts in [*_texts()["found"].values(), _texts()["passed"], _texts()["could_not_check"]]:
        assert set(texts) == {"es", "en"}


def test_unreadable_build_file_is_an_error_not_a_crash(tmp_path):
    (tmp_path / "build.duckdb").write_text("no database")
    with start() as validator:
        validator.read(tmp_path / "build.duckdb")
        result = validator.result(timeout_seconds=60)
    assert [check.status for check in result.errors] == ["could_not_check"]
    assert "no terminó" in page_html(result, "es")


def test_process_ends_with_its_parent():
    """When the parent dies its end of the pipe closes; nothing else tells the process to stop."""
    validator = start()
    validator._process.stdin.close()
    deadline = time.monotonic() + 30
    while validator._process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert validator._process.poll() is not None
    validator.close()


@pytest.mark.scale
def test_large_entities_are_judged_on_a_selection_with_exact_counts(tmp_path):
    file = tmp_path / "build.duckdb"
    rows = 5_000_000
    with duckdb.connect(str(file)) as connection:
        create_raw(connection)
        add_rows(connection, "touchpoints", "t/touchpoints.csv", rows, "2026-03-31",
                 "'T' || i as touchpoint_id, 'V' || i as visitor_id, "
                 "if(i % 1000000 = 7, 'odd', 'visit') as type, "
                 "timestamp '2026-03-02' as occurred_at")  # fmt: skip
        add_file(connection, "t/touchpoints.csv", "touchpoints", rows, rows, "2026-03-31")
    with start() as validator:
        validator.read(file)
        result = validator.result()
    check = failed(result, "touchpoints.type.vocabulary")["t/touchpoints.csv"]
    assert (check.failing, check.sample_rows[0]) == (5, 8)
