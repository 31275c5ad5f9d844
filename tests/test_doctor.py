"""The doctor says what a run would stumble over, and nothing else ends it."""

from __future__ import annotations

import socket
from collections import namedtuple
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from command import reassure
from reassure_sim import engines
from reassure_sim.cli import checkup
from reassure_sim.experiment.folder import lock
from reassure_sim.experiment.links import HOME


def doctor(capsys: pytest.CaptureFixture[str], folder: Path) -> tuple[int, str, str]:
    return reassure("doctor", "--folder", str(folder)), *capsys.readouterr()


def test_a_machine_that_runs_the_tests_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = doctor(capsys, tmp_path)
    assert code == 0 and "bit for bit" in out and checkup.PROBLEM not in out and "Next: reassure demo" in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_problem_of_the_disk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = doctor(capsys, tmp_path / "file")
    assert code == 74 and "problem  folder" in out and "Next: go to another folder" in err


def test_a_disk_without_locks_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "_take", lambda file: True)
    code, out, _ = doctor(capsys, tmp_path)
    assert code == 74 and "cannot be locked" in out


def test_a_full_disk_is_a_problem_and_a_small_one_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda place: usage(10**12, 0, 10**7))
    assert doctor(capsys, tmp_path)[0] == 74
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda place: usage(10**12, 0, 10**9))
    code, out, _ = doctor(capsys, tmp_path)
    assert code == 0 and "note     disk space" in out


def test_packages_are_held_against_what_the_package_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name.lower() == "salib":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "numba" else real(name)

    monkeypatch.setattr(checkup.metadata, "version", version)
    code, out, err = doctor(capsys, tmp_path)
    assert code == 2 and "numba is 0.1, needed is >=" in out and "Next: pip install" in err
    assert "note     extra sensitivity" in out and "is missing" in out


def test_an_engine_that_gives_other_numbers_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = engines.live

    def one_bit_off(*args: object, engine: str = "batch", **options: object) -> object:
        tables = real(*args, engine=engine, **options)  # type: ignore[arg-type]
        if engine == "batch":
            tables.runs["satisfaction_a"] = np.nextafter(tables.runs["satisfaction_a"], np.inf)
        return tables

    monkeypatch.setattr(engines, "live", one_bit_off)
    code, out, _ = doctor(capsys, tmp_path)
    assert code == 65 and "give different numbers" in out

    def broken(*args: object, **options: object) -> object:
        raise OSError("no LLVM")

    monkeypatch.setattr(engines, "live", broken)
    code, out, _ = doctor(capsys, tmp_path)
    assert code == 70 and "OSError: no LLVM" in out and "folder" in out  # the other checks went on


def test_what_only_the_dashboard_needs_is_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("solara")
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", int(HOME.rpartition(":")[2])))
            listening.listen()
        except OSError:
            pass  # taken already, which is as well
        code, out, _ = doctor(capsys, tmp_path)
    assert code == 0 and "note     port" in out
    monkeypatch.setattr(checkup, "find_spec", lambda name: None)
    code, out, _ = doctor(capsys, tmp_path)
    assert code == 0 and "note     dashboard" in out and 'pip install "reassure-sim[dashboard]"' in out


def test_a_missing_file_of_the_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("solara")
    from reassure_sim.dashboard.server import offline

    assert offline.missing() == []
    monkeypatch.setattr(offline, "ASSETS", tmp_path)
    assert "requirejs@2.3.6/require.js" in offline.missing()
