"""Whatever happens to the disk or to the process, no row is lost, doubled or wrong, and somebody says what happened."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faults import (
    CONFIG,
    SMALLER,
    UNTIL,
    Disk,
    Struck,
    Truth,
    attempt,
    small,
    standing_in,
    strike,
    tables,
    truth,
    wrongs,
)
from reassure_sim.analysis.verification import verify
from reassure_sim.experiment import ExperimentError, Store, loads, run
from reassure_sim.experiment.folder import disk
from reassure_sim.experiment.folder.index import encode
from reassure_sim.experiment.folder.results import TABLES, Results
from reassure_sim.experiment.folder.shards import Shard, gathered
from reassure_sim.experiment.folder.status import describe
from reassure_sim.experiment.folder.store import digest

ROOT = Path(__file__).resolve().parents[1]
ERRORS = (errno.ENOSPC, errno.EIO)
NORMAL = (0, 3)  # some runs fail: the test makes them


@pytest.fixture(autouse=True)
def small_chunks() -> Iterator[None]:
    """Chunks of five runs, some of which fail."""
    with small():
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """A folder that nothing happened to, and what it holds."""
    with small():
        folder = tmp_path_factory.mktemp("whole") / "r"
        return folder, truth(folder)


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """A folder of a smaller experiment, and what it holds."""
    with small():
        folder = tmp_path_factory.mktemp("smaller") / "r"
        return folder, truth(folder, SMALLER)


@pytest.fixture
def copy(whole: tuple[Path, Truth], tmp_path: Path) -> Path:
    """A copy of the folder that nothing happened to."""
    shutil.copytree(whole[0], tmp_path / "r")
    return tmp_path / "r"


# -- a disk that refuses -----------------------------------------------------------------------------


def sorts(calls: list[tuple[str, str]], folder: Path) -> dict[tuple[str, str], int]:
    """Return one call of every kind on every sort of file: one from the middle of its sort."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, (kind, path) in enumerate(calls):
        place, name = os.path.split(os.path.relpath(path, folder))
        sort = "half-written" if name.endswith(".tmp") else "whole" if "." in name[1:] else name
        found.setdefault((kind, f"{place}: {sort}"), []).append(number)
    return {sort: numbers[len(numbers) // 2] for sort, numbers in found.items()}


@pytest.mark.parametrize("start", ["new", "grown"])
def test_every_kind_of_call_may_fail_and_nothing_is_lost(
    start: str, whole: tuple[Path, Truth], smaller: tuple[Path, Truth], tmp_path: Path
) -> None:
    """One call of each kind on each sort of file, half of them here and half there; ``benchmarks/faults.py`` takes
    every single call."""
    before = smaller if start == "grown" else None
    if before:
        shutil.copytree(before[0], tmp_path / "r")
    with standing_in(Disk()) as stand:
        assert attempt(CONFIG, tmp_path / "r").error is None
    assert tables(tmp_path / "r") == whole[1].tables
    chosen = sorts(stand.calls, tmp_path / "r")
    assert {"open", "write", "fsync", "close", "replace", "listdir", "mkdir", "flock"} <= {kind for kind, _ in chosen}
    wrong: list[str] = []
    half = sorted(chosen.items())[start == "grown" :: 2]
    for turn, ((kind, _), call) in enumerate(half):
        how = "short" if kind == "write" and turn % 2 else ("once", "onwards")[turn // 2 % 2]
        folder = tmp_path / f"r{turn}"
        wrong += strike(Struck(call, ERRORS[turn % 2], how), folder, whole[1], before)
    assert not wrong


def test_a_run_touches_its_folder_in_one_place_only(whole: tuple[Path, Truth], tmp_path: Path) -> None:
    """So that the stand-in sees every call: what opens, lists, renames or removes files is disk.py and lock.py."""
    seen, strangers = [0], set()
    ours = {disk.__file__, disk.__file__.replace("disk.py", "lock.py")}

    def watch(event: str, words: Any) -> None:
        if event in ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir") and seen[0] >= 0:
            if not str(words[0]).startswith(str(tmp_path)):
                return
            seen[0] += 1
            frame, files = sys._getframe(1), set()
            while frame is not None and not files & ours:
                files.add(frame.f_code.co_filename)
                frame = frame.f_back
            if not files & ours:
                strangers.add((event, Path(str(words[0])).name))

    sys.addaudithook(watch)
    try:
        run(loads(SMALLER), tmp_path / "r", 1)
        run(loads(CONFIG), tmp_path / "r", 1)
    finally:
        count, seen[0] = seen[0], -1  # a hook cannot be taken away, only be silent
    assert count > 100
    assert not strangers


def test_every_call_of_a_merge_may_fail_and_it_is_done_again(whole: tuple[Path, Truth], tmp_path: Path) -> None:
    """Parts of a job array are put together in one sentence or not at all, and the next merge is right."""
    for number in (1, 2):
        run(loads(CONFIG.replace(UNTIL, "")), tmp_path / "p", 1, shard=Shard(number, 2))
    run(loads(CONFIG.replace(UNTIL, "")), tmp_path / "w", 1)

    def merge(folder: Path) -> str:
        outcome = run(gathered(folder), folder, 1, compute=False)
        assert not outcome.notes or folder.name != "r0"
        return outcome.state

    shutil.copytree(tmp_path / "p", tmp_path / "r0")
    with standing_in(Disk()) as stand:
        assert merge(tmp_path / "r0") == "complete"
    assert tables(tmp_path / "r0") == tables(tmp_path / "w")
    for turn, call in enumerate(sorted(sorts(stand.calls, tmp_path / "r0").values())[::4], 1):
        folder = tmp_path / f"r{turn}"
        shutil.copytree(tmp_path / "p", folder)
        with standing_in(Disk(Struck(call, ERRORS[turn % 2], ("once", "onwards")[turn % 2]))):
            assert sentence(lambda folder=folder: merge(folder), 74) in (None, "complete")
        assert merge(folder) == "complete"
        assert tables(folder) == tables(tmp_path / "w")


def test_every_call_of_a_reader_may_fail_and_it_says_so(copy: Path, whole: tuple[Path, Truth]) -> None:
    """Reading tells an error of the disk in a sentence, never a wrong number."""
    right = _read(copy)
    with standing_in(Disk()) as stand:
        assert _read(copy) == right
    for call in range(0, len(stand.calls), 7):
        with standing_in(Disk(Struck(call))):
            seen = sentence(lambda: _read(copy), 74)
            assert seen in (right, None)
    assert tables(copy) == whole[1].tables


def sentence(look: Callable[[], Any], *codes: int) -> Any:
    """Return what is seen, or nothing where that ends in an error with one of these codes and a next command."""
    try:
        return look()
    except ExperimentError as error:
        if error.code not in codes or not error.sentence or not error.next_command:
            raise
        return None


def _read(folder: Path) -> list[Any]:
    results = Results(folder)
    values = [results.values(block, "satisfaction_a").tobytes() for block in results.experiment.design]
    return [*values, *(results.table(name).to_csv() for name in TABLES)]


def _mounted(options: str, place: Path) -> bool:
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return shutil.which("mount") is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


def reassure(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``reassure WORDS`` as a process of its own."""
    line = [sys.executable, "-m", "reassure_sim.cli", *map(str, words)]
    return subprocess.run(
        line, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment}
    )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a disk")
def test_a_disk_that_is_really_full_and_one_that_is_read_only(tmp_path: Path) -> None:
    """From the command line: a sentence, what to type next, code 74; and after making room the run goes on."""
    config, place = tmp_path / "small.yaml", tmp_path / "disk"
    config.write_text(CONFIG)
    if not _mounted("size=200k", place):
        pytest.skip("no disk can be mounted here")
    try:
        full = reassure("run", config, "-o", place / "r")
        assert full.returncode == 74
        assert "the disk is full; what was saved before is safe" in full.stderr
        assert "Next: make room" in full.stderr
        kept = Store(place / "r").load(mend=False)
        assert not kept.damaged
        assert len(kept.ids) > 0
        subprocess.run(["mount", "-o", "remount,ro,size=4m", place], check=True)
        bare = reassure("run", config, "-o", place / "r")
        assert bare.returncode == 74
        assert "read-only" in bare.stderr
        assert "Next: " in bare.stderr
        assert reassure("status", place / "r").returncode == 0
        subprocess.run(["mount", "-o", "remount,rw,size=4m", place], check=True)
        done = reassure("run", config, "-o", place / "r")
        assert done.returncode in NORMAL
        assert f"{len(kept.ids):,} of them were there already" in done.stderr
    finally:
        subprocess.run(["umount", place], check=True)


# -- a power cut, and a disk that forgets ------------------------------------------------------------


def torn(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(bytes(content))


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [torn, cut, flipped, gone])
@pytest.mark.parametrize("name", ["manifest.json", "resolved.json", "experiment.yaml", "summary.csv", "runs.parquet"])
def test_what_a_power_cut_takes_is_said_and_made_again(
    name: str, harm: Callable[[Path], None], copy: Path, whole: tuple[Path, Truth]
) -> None:
    """Readers say what is wrong or are right; the next run names the file and puts it back."""
    right, before = _read(copy), json.loads((copy / "manifest.json").read_text())
    harm(copy / name)
    harmed = (copy / name).read_bytes() if (copy / name).exists() else None
    if name != "manifest.json" or harm is not flipped:  # one digit of a date may be another
        assert any(name in sentence for sentence in _told(copy, right)) or name == "resolved.json"
    ended = attempt(CONFIG, copy)
    assert ended.error is None
    assert ended.outcome is not None
    assert not wrongs(copy, whole[1])
    now = json.loads((copy / "manifest.json").read_text())
    for sha256 in (before["sha256"], now["sha256"]):
        sha256.pop("failures.csv")  # it names the folder
    assert now["sha256"] == before["sha256"]
    if harm in (torn, gone) or name in before["sha256"]:
        assert any(name in note for note in ended.outcome.notes) or (name == "experiment.yaml" and harmed is not None)


def _told(folder: Path, right: list[Any]) -> list[str]:
    """Return what readers say of a folder that was harmed; whatever they return is right."""
    said: list[str] = []
    describe(folder)
    try:
        said += verify(Results(folder), sample=1).faults
    except ExperimentError as error:
        said.append(f"{error.sentence} {folder / 'experiment.yaml'}" if error.code == 64 else error.sentence)
    try:
        assert _read(folder) == right
    except ExperimentError as error:
        said.append(error.sentence)
    return said


def test_a_manifest_that_says_too_much_is_found_out(copy: Path, whole: tuple[Path, Truth]) -> None:
    """It says that all is there, and a chunk file is not: status and verify say so, the next run mends it."""
    store = Store(copy)
    store.names()[1].unlink()
    assert "complete" not in _state(copy)
    assert any("parts/ lacks" in fault for fault in verify(Results(copy), sample=1).faults)
    assert attempt(CONFIG, copy).error is None
    assert not wrongs(copy, whole[1])


def _state(folder: Path) -> str:
    return next(line for line in describe(folder).splitlines() if line.startswith("state"))


# -- chunk files that are not what they were ---------------------------------------------------------


def test_one_flipped_bit_is_noticed_wherever_it_is(copy: Path) -> None:
    """In every chunk file, at places all along it."""
    store = Store(copy)
    for path in store.names():
        content = path.read_bytes()
        for place in range(0, len(content), len(content) // 7):
            bad = bytearray(content)
            bad[place] ^= 1 << place % 8
            path.write_bytes(bytes(bad))
            assert store.load(mend=False).damaged == [path]
        path.write_bytes(content)
    assert not store.load(mend=False).damaged


def deleted(path: Path) -> None:
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(path.with_name("map-7-9-0-4-" + path.name.rpartition("-")[2]))


def copied(path: Path) -> None:
    shutil.copy(path, path.with_name("map-7-9-0-4-" + path.name.rpartition("-")[2]))


def misnamed(path: Path) -> None:
    path.rename(path.with_name("map-0-1-0-4-0123456789abcdef.parquet"))


def nothing_behind(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nowhere"))


def folder_in_the_way(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def other_folder(path: Path) -> None:
    path.with_name("notes").mkdir()
    path.with_name("map-0-1.parquet").write_bytes(b"somebody's own")


def no_table(path: Path) -> None:
    path.with_name(f"map-0-1-0-4-{digest(b'no table')}.parquet").write_bytes(b"no table")


@pytest.mark.parametrize(
    "harm", [deleted, renamed, copied, misnamed, nothing_behind, folder_in_the_way, other_folder, no_table]
)
def test_a_chunk_file_that_is_gone_or_elsewhere_costs_no_row(
    harm: Callable[[Path], None], copy: Path, whole: tuple[Path, Truth]
) -> None:
    """Readers stay right about what is there, and the next run computes what is not."""
    harm(Store(copy).names()[2])
    describe(copy)
    results = Results(copy)
    for block in results.experiment.design:
        results.values(block, "satisfaction_a")
    ended = attempt(CONFIG, copy)
    assert ended.error is None
    assert not wrongs(copy, whole[1])
    lost = harm in (deleted, misnamed, nothing_behind, folder_in_the_way)
    assert ended.told <= (5 if lost else 0) + 3  # runs that fail are tried again
    if harm in (misnamed, nothing_behind, folder_in_the_way, no_table):
        assert ended.outcome is not None
        assert "damaged" in " ".join(ended.outcome.notes)


def test_a_chunk_of_a_model_with_other_columns_is_told(copy: Path) -> None:
    """Code 76, and nothing is moved or written."""
    content = encode({"run_id": np.arange(3, dtype=np.uint64), "warmth": np.ones(3)})
    path = copy / "parts" / f"map-0-1-0-4-{digest(content)}.parquet"
    path.write_bytes(content)
    for look in (lambda: run(loads(CONFIG), copy), lambda: Results(copy).values(Results(copy).block("map"), "trust_a")):
        with pytest.raises(ExperimentError, match="different columns") as caught:
            look()
        assert caught.value.code == 76
    assert path.exists()


@pytest.mark.parametrize("change", [("days: 4", "days: 5"), ("seed: 11", "seed: 12")])
def test_a_chunk_of_another_experiment_gets_into_no_table(
    change: tuple[str, str], copy: Path, whole: tuple[Path, Truth], tmp_path: Path
) -> None:
    """Runs have names, so a stranger's rows are nobody's."""
    run(loads(CONFIG.replace(*change)), tmp_path / "other", 1)
    stranger = Store(tmp_path / "other").names()[0]
    shutil.copy(stranger, copy / "parts" / stranger.name)
    assert attempt(CONFIG, copy).error is None
    assert tables(copy) == whole[1].tables


def test_a_chunk_with_other_numbers_for_the_same_runs_stops_everything(copy: Path) -> None:
    """Code 65, which run, and the folder stays as it is; readers and status say the same."""
    store = Store(copy)
    index = store.load()
    there = np.arange(3)
    columns = index.columns(there, [name for name in index.names if name != "run_id"])
    content = encode({"run_id": index.ids[there], **columns, "trust_a": columns["trust_a"] + 1e-9})
    (store.parts / f"map-0-1-0-4-{digest(content)}.parquet").write_bytes(content)
    before = sorted(store.parts.iterdir())
    results = Results(copy)
    for look in (lambda: run(loads(CONFIG), copy), lambda: results.values(results.experiment.design[0], "trust_a")):
        with pytest.raises(ExperimentError, match=r"with different trust_a") as caught:
            look()
        assert caught.value.code == 65
        assert caught.value.next_command
    assert sorted(store.parts.iterdir()) == before


def test_a_file_that_this_user_may_not_read_is_named(copy: Path) -> None:
    """It is not damaged and its runs are not missing: code 74, and nothing is put aside."""
    path = Store(copy).names()[1]
    with standing_in(Disk()) as stand:
        Store(copy).load()
    call = stand.calls.index(("open", str(path)))
    with standing_in(Disk(Struck(call, errno.EACCES))), pytest.raises(ExperimentError, match=path.name) as caught:
        Store(copy).load()
    assert caught.value.code == 74
    assert path.exists()


# -- two at once -------------------------------------------------------------------------------------


def test_asking_for_the_status_never_stops_a_run_from_starting(copy: Path) -> None:
    """Whoever asks holds the folder for a moment; the run waits that long."""
    stop, trouble = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            try:
                describe(copy)
            except Exception as error:
                trouble.append(error)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for one in asking:
        one.start()
    try:
        ended = [attempt(CONFIG, copy).error for _ in range(5)]
    finally:
        stop.set()
        for one in asking:
            one.join()
    assert ended == [None] * 5
    assert not trouble


def test_a_reader_is_right_while_a_run_fills_the_folder(
    whole: tuple[Path, Truth], smaller: tuple[Path, Truth], tmp_path: Path
) -> None:
    """Again and again while runs, tables and manifest come: rows are true or not there, and errors are sentences."""
    folder = tmp_path / "r"
    shutil.copytree(smaller[0], folder)
    right = Results(whole[0])
    true = {block.name: right.values(block, "satisfaction_a") for block in right.experiment.design}
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from faults import CONFIG, attempt, small\n"
        "with small(): sys.exit(attempt(CONFIG, Path(sys.argv[2])).error is not None)\n"
    )
    line = [sys.executable, "-c", program, str(ROOT / "tests"), str(folder)]
    looks, partial = 0, 0

    def look() -> bool:
        results = Results(folder)
        if results.experiment.runs == right.experiment.runs:  # it has begun to grow
            for block in results.experiment.design:
                seen = results.values(block, "satisfaction_a")
                theirs = true[block.name][:, : seen.shape[1]]
                assert (seen == theirs)[~np.isnan(seen)].all()
            if results.complete:
                results.table("summary")
        return results.complete

    with subprocess.Popen(line, env={**os.environ, "REASSURE_TEST_SLOW_WRITE": "0.02"}) as runner:
        while runner.poll() is None:
            looks += 1
            describe(folder)
            partial += sentence(look, 64, 74) is False
    assert runner.returncode == 0
    assert looks > partial > 3
    assert not wrongs(folder, whole[1])


def test_two_runs_at_once_are_one_run_and_a_sentence(whole: tuple[Path, Truth], tmp_path: Path) -> None:
    """The second is told who holds the folder (75); so is whoever merges shards into it."""
    inside: list[int] = []

    def meanwhile(progress: Any) -> None:
        if inside:
            return
        for other in (lambda: run(loads(CONFIG), tmp_path / "r"), lambda: gathered(tmp_path / "r")):
            with pytest.raises(ExperimentError, match="in use by another run") as caught:
                other()
            inside.append(caught.value.code)

    run(loads(CONFIG), tmp_path / "r", shard=Shard(1, 2))
    run(loads(CONFIG), tmp_path / "r", 1, meanwhile)
    assert inside == [75, 75]
    assert tables(tmp_path / "r") == whole[1].tables


# -- processes that are killed -----------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed and forked as POSIX systems do it")
def test_runs_that_are_killed_at_random_end_in_the_same_tables() -> None:
    """The short form of the loop in ``benchmarks/faults.py``: it counts kills by phase and everything that is wrong."""
    words = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), "--kills", "10", "--seed", "5"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 kills (SIGKILL)" in done.stdout
    assert "tables that differ, other troubles: 0" in done.stdout
