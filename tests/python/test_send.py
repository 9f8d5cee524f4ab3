"""Reports by e-mail, to a real server on this machine: what arrives, and what is refused."""

import email
import email.policy
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from mail_catcher import mail_server

from smarketing import cli
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp

PICTURE = "iVBORw0KGgo="
TO = ["--to", "eva@uno.example", "--to", "luis@dos.example"]


def put(folder: Path, stem: str, notebook: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.html").write_text(text)
    (folder / f"{stem}.xlsx").write_bytes(b"book")
    page = {"month": "2026-10", "as_of": "2026-10-31", "is_sample": False}
    page |= {"company": "Uno", "number_locale": "es"}
    write_stamp(folder, stem, page_stamp(notebook, stem, page, {"es": f"{stem}.html"}))


@pytest.fixture
def out(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "reports"
    put(folder / "2026-10", "index", "monthly_marketing_report", "<p>octubre</p>")
    put(folder / "2026-09", "index", "monthly_marketing_report", "<p>septiembre</p>")
    put(folder / "daily" / "2026-10-31", "worklists", "worklist", "team")
    lists = folder / "daily" / "2026-10-31" / "worklists"
    lists.mkdir()
    (lists / "ana-vega.html").write_text("lista de Ana")
    put(folder / "daily" / "2026-10-31", "dash", "smarketing_dashboard", "whole page")
    (folder / "daily" / "2026-10-31" / "dash_mail.html").write_text(
        f'<p>¡Hoy!</p><img src="data:image/png;base64,{PICTURE}">'
    )
    exports = tmp_path / "exports" / "template"
    exports.mkdir(parents=True)
    (exports / "leads.csv").write_text("lead_id\n")
    for name in ("HOST", "PORT", "SECURITY", "USER", "PASSWORD", "FROM"):
        monkeypatch.delenv(f"SMTP_{name}", raising=False)
    monkeypatch.delenv("SEND_TO", raising=False)
    monkeypatch.delenv("SEND_REPORTS", raising=False)
    monkeypatch.setenv("OUT", str(folder))
    monkeypatch.setenv("EXPORTS", str(tmp_path / "exports"))
    return folder


@pytest.fixture
def served(monkeypatch):
    with mail_server(refuses=("gone@uno.example",)) as caught:
        settings = {"HOST": "127.0.0.1", "PORT": str(caught.port), "SECURITY": "none"}
        settings["FROM"] = "Informes <informes@uno.example>"
        for name, value in settings.items():
            monkeypatch.setenv(f"SMTP_{name}", value)
        yield caught


def read(caught):
    return email.message_from_bytes(caught.message, policy=email.policy.default)


def test_the_newest_report_arrives_with_its_workbook(out, served, capsys):
    assert cli.main(["send", "--report", "monthly_marketing_report", *TO]) == 0
    assert served.recipients == ["eva@uno.example", "luis@dos.example"]
    message = read(served)
    assert message["Subject"] == "Uno · Informe mensual de marketing · Octubre de 2026"
    assert "octubre de 2026" in message.get_body(("plain",)).get_content().lower()
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert set(attached) == {"2026-10-index.html", "2026-10-index.xlsx"}
    assert attached["2026-10-index.html"].strip() == "<p>octubre</p>"
    assert "Sent index.html to eva@uno.example, luis@dos.example." in capsys.readouterr().out


def test_an_older_month_by_the_environment(out, served, monkeypatch):
    monkeypatch.setenv("SEND_TO", "eva@uno.example; luis@dos.example")
    monkeypatch.setenv("SEND_REPORTS", "monthly_marketing_report")
    assert cli.main(["send", "--month", "2026-09", "--locale", "en"]) == 0
    assert read(served)["Subject"].endswith("September 2026")
    assert len(served.recipients) == 2


def test_a_page_for_mail_is_the_message_with_its_pictures(out, served):
    assert cli.main(["send", "--report", "smarketing_dashboard", *TO]) == 0
    message = read(served)
    html = message.get_body(("html",))
    assert "¡Hoy!" in html.get_content()
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert f"cid:{picture['Content-ID'][1:-1]}" in html.get_content()
    assert picture.get_content() == b"\x89PNG\r\n\x1a\n"
    assert [part.get_filename() for part in message.iter_attachments()][
        -1
    ] == "2026-10-31-dash.xlsx"


def test_pages_that_name_people_leave_only_when_that_is_said(out, served, capsys):
    asked = ["send", "--report", "worklist/ana-vega", *TO]
    assert cli.main(asked) == 2
    assert "only with --with-personal-data" in capsys.readouterr().err
    assert served.message == b""
    assert cli.main([*asked, "--with-personal-data"]) == 0
    (attached,) = read(served).iter_attachments()
    assert attached.get_content() == "lista de Ana"
    assert cli.main(["send", "--report", "worklist/eva", *TO, "--with-personal-data"]) == 2
    assert "there are: ana-vega" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--report", "monthly_marketing_report"], "Nobody to send to"),
        (TO, "No report to send; name one with --report"),
        ([*TO, "--report", "raport"], "no report raport .* monthly_marketing_report"),
        ([*TO, "--report", "monthly_marketing_report", "--month", "2026-01"], "of 2026-01"),
        (["--to", "eva", "--report", "monthly_marketing_report"], "eva is not an e-mail address"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence_and_nothing_leaves(
    out, served, capsys, arguments, sentence
):
    assert cli.main(["send", *arguments]) == 2
    error = capsys.readouterr().err
    assert re.search(sentence, error), error
    assert len(error.strip().splitlines()) == 1
    assert served.message == b""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HOST": ""}, "SMTP_HOST is not set"),
        ({"HOST": "", "FROM": ""}, "SMTP_HOST, SMTP_FROM are not set"),
        ({"USER": "u"}, "SMTP_PASSWORD is not set"),
        ({"FROM": "Informes"}, "SMTP_FROM=Informes holds no e-mail address"),
        ({"SECURITY": "tls"}, "SMTP_SECURITY=tls is not one of"),
        ({"PORT": "mail"}, "SMTP_PORT=mail is not a port"),
        ({"HOST": "mail.example", "USER": "u", "PASSWORD": "p"}, "readable by anyone"),
    ],
)
def test_missing_settings_are_refused(out, served, monkeypatch, capsys, settings, sentence):
    for name, value in settings.items():
        monkeypatch.setenv(f"SMTP_{name}", value)
    assert cli.main(["send", "--report", "monthly_marketing_report", *TO]) == 2
    assert sentence in capsys.readouterr().err
    assert served.message == b""


def test_what_the_server_refuses_is_told(out, served, monkeypatch, capsys):
    asked = ["send", "--report", "monthly_marketing_report"]
    assert cli.main([*asked, "--to", "gone@uno.example"]) == 1
    assert "refused gone@uno.example; nothing was sent" in capsys.readouterr().err
    monkeypatch.setenv("SMTP_USER", "informes")
    monkeypatch.setenv("SMTP_PASSWORD", "wrong-password")
    assert cli.main([*asked, *TO]) == 1
    error = capsys.readouterr().err
    assert "refused the login of SMTP_USER=informes (535)" in error
    assert "wrong-password" not in error
    assert served.message == b""
    monkeypatch.setenv("SMTP_SECURITY", "starttls")
    assert cli.main([*asked, *TO]) == 1
    assert "SMTP_SECURITY=starttls" in capsys.readouterr().err
    monkeypatch.setenv("SMTP_PORT", "1")
    assert cli.main([*asked, *TO]) == 1
    assert "can't be reached" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for a certificate")
@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_login_and_report_travel_encrypted(out, tmp_path, monkeypatch, capsys, security):
    pair = tmp_path / "pair.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -keyout pair.pem -out certificate.pem "
        "&& cat certificate.pem >> pair.pem",
        shell=True,
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    settings = {"HOST": "localhost", "SECURITY": security, "FROM": "a@uno.example"}
    settings |= {"USER": "informes", "PASSWORD": "secret"}
    with mail_server(certificate=pair, is_ssl=security == "ssl") as caught:
        for name, value in (settings | {"PORT": str(caught.port)}).items():
            monkeypatch.setenv(f"SMTP_{name}", value)
        asked = ["send", "--report", "monthly_marketing_report", *TO]
        # a certificate nobody vouches for
        assert cli.main(asked) == 1
        assert "ertificate" in capsys.readouterr().err
        assert caught.login == ""
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert cli.main(asked) == 0
    assert caught.is_encrypted
    assert caught.login == "informes"
    assert caught.message
