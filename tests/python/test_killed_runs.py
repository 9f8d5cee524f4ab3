"""A run that is killed leaves no process behind, and its temporary files go with the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smarketing.paths import PROJECT, temporary_folder

FOLDER = """
import time
from smarketing.paths import temporary_folder
with temporary_folder("test") as folder:
    (folder / "x").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""
VALIDATOR = """
import time
from smarketing import validation
with validation.start() as validator:
    print(validator.process_id, flush=True)
    time.sleep(60)
"""


def started(code: str) -> tuple[subprocess.Popen, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_temporary_files_of_a_killed_run_go_with_the_next_one():
    process, name = started(FOLDER)
    folder = Path(name)
    assert folder.is_relative_to(PROJECT / "target")
    with temporary_folder("other") as other:
        assert folder.is_dir()  # its run is alive
        assert other.is_dir()
    assert not other.exists()
    process.kill()
    process.wait()
    with temporary_folder("other"):
        assert not folder.exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_validating_process_ends_with_its_run(how):
    process, child = started(VALIDATOR)
    assert is_alive(int(child))
    os.kill(process.pid, how)
    process.wait()
    for _ in range(200):
        if not is_alive(int(child)):
            return
        time.sleep(0.1)
    os.kill(int(child), signal.SIGKILL)
    pytest.fail("the validating process outlived its run by 20 seconds")
