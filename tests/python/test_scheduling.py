"""The documented examples work: commands exist, the line of cron runs, units and YAML are valid."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import smarketing.cli  # noqa: F401 - it makes the subcommands
from smarketing.command_line import VARIABLES
from smarketing.command_line import smarketing as group
from smarketing.paths import PROJECT

TEXT = (PROJECT / "docs" / "scheduling.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
SETTINGS = re.compile(r"([A-Z_]+)=")
# what `make send` takes beside the variables of every command
MAKE_VARIABLES = {*VARIABLES, "REPORTS", "TO", "PERSONAL_DATA"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def cron_commands() -> list[str]:
    lines = [line for line in blocks("cron")[0].splitlines() if not line.startswith("#")]
    for line in lines:
        minute, hour = line.split()[:2]
        assert int(minute) < 60 and int(hour) < 24
    return [line.split(None, 5)[5] for line in lines]


def commands() -> list[list[str]]:
    """The words of every documented call of smarketing or make, without what surrounds it."""
    lines = [*cron_commands(), *"\n".join(blocks("sh")).splitlines()]
    lines += re.findall(r"ExecStart=(.*)", TEXT)
    steps = yaml.safe_load(blocks("yaml")[0])["jobs"]["report"]["steps"]
    lines += [step["run"] for step in steps if "run" in step]
    lines += re.findall(r"`(smarketing [^`]+)`", TEXT)
    found = []
    for line in lines:
        call = re.search(r"(?:^|bin/)(smarketing|make) (.*?)(?: >>|$)", line)
        if call:
            found.append([call[1], *shlex.split(call[2])])
    return found


def test_the_commands_options_and_variables_exist():
    assert len(commands()) >= 8
    for program, *words in commands():
        if program == "make":
            target, *settings = words
            assert target in TARGETS
            assert {SETTINGS.match(word)[1] for word in settings} <= MAKE_VARIABLES
        else:
            command = group.commands[words[0]]
            known = {name for option in command.params for name in option.opts}
            assert {word for word in words if word.startswith("--")} <= known
    for call in re.findall(r"`(--[a-z-]+) ", TEXT):
        assert any(
            call in option.opts for command in group.commands.values() for option in command.params
        )
    for setting in SETTINGS.findall(" ".join(cron_commands())):
        assert setting in VARIABLES


@pytest.mark.parametrize("number", [0, 1])
def test_the_line_of_cron_runs_in_cron_s_bare_environment(tmp_path, number):
    """Up to the refusal of exports that are not there: the portal and the log then say so."""
    home = tmp_path / "srv"
    checkout = home / "smarketing" / ".venv" / "bin"
    checkout.mkdir(parents=True)
    program = checkout / "smarketing"
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH='{PROJECT}' exec '{sys.executable}' -m smarketing \"$@\"\n"
    )
    program.chmod(0o755)
    (home / "reports").mkdir()
    (home / "reports" / "runs.jsonl").touch()
    mailed = home / "mailed"
    (home / "mail").write_text(f"#!/bin/sh\ncat > '{mailed}'\n")
    (home / "mail").chmod(0o755)
    line = cron_commands()[number].replace("/srv/", f"{home}/")
    path = f"PATH={home}:/usr/bin:/bin"
    subprocess.run(["env", "-i", path, "sh", "-c", line], check=False, cwd="/", timeout=120)
    log = (home / "smarketing" / "report.log").read_text()
    assert "is not a folder" in log
    started, ended = map(json.loads, (home / "reports" / "runs.jsonl").read_text().splitlines())
    assert started["run"] == ended["run"]
    assert ended["exit_code"] == 2
    assert 'role="alert"' in (home / "reports" / "index.html").read_text()
    assert mailed.exists() == ("mail -s" in line)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_accepts_the_units(tmp_path):
    for unit in blocks("ini"):
        name = re.match(r"# /etc/systemd/system/(\S+)", unit)[1]
        (tmp_path / name).write_text(
            unit.replace("/srv/smarketing/.venv/bin/smarketing", "/bin/true")
        )
    units = sorted(str(path) for path in tmp_path.iterdir())
    assert [Path(unit).suffix for unit in units] == [".service", ".timer"]
    verified = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stderr
    calendar = re.search(r"OnCalendar=(.*)", TEXT)[1]
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
    assert "Persistent=true" in units_text(tmp_path)


def units_text(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.iterdir())


def test_the_workflow_uploads_the_portal_of_a_failed_run_too():
    workflow = yaml.safe_load(blocks("yaml")[0])
    # YAML 1.1 reads the key `on` as true
    assert set(workflow) == {"name", True, "jobs"}
    steps = workflow["jobs"]["report"]["steps"]
    assert all(set(step) & {"run", "uses"} for step in steps)
    assert steps[-1]["if"] == "always()"
    assert steps[-1]["with"]["path"] == "reports"


def test_the_settings_of_mail_are_those_the_code_reads():
    code = (PROJECT / "smarketing" / "outgoing" / "mail_server.py").read_text()
    code += (PROJECT / "smarketing" / "run" / "sending.py").read_text()
    documented = set(re.findall(r"`((?:SMTP|SEND)_[A-Z]+)`", TEXT))
    assert documented == set(re.findall(r"SEND_[A-Z]+", code)) | {
        f"SMTP_{name}" for name in re.findall(r'"(HOST|PORT|SECURITY|USER|PASSWORD|FROM)"', code)
    }
    assert os.environ.get("SMTP_PASSWORD") is None
