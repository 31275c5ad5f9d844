"""The results folder loses nothing, doubles nothing and notices damage."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reassure_sim.experiment import ExperimentError, Store
from reassure_sim.experiment.folder import disk


def columns(ids: list[int], scale: float = 1.0) -> dict[str, np.ndarray]:
    return {"run_id": np.array(ids, dtype=np.uint64), "trust": scale * np.array(ids, dtype=float)}


def test_what_is_added_is_loaded_sorted_by_run(tmp_path: Path) -> None:
    """Chunks come back as one table, whatever their order."""
    store = Store(tmp_path)
    with store.held():
        store.add(f"map-{2}-{3}", columns([9, 4]))
        store.add(f"map-{0}-{1}", columns([2**64 - 1, 1]))
    saved = store.load()
    assert saved.ids.tolist() == [1, 4, 9, 2**64 - 1]
    trust = saved.columns(np.array([0, 1, 2, -1]), ["trust"])["trust"]
    np.testing.assert_array_equal(trust, [1.0, 4.0, 9.0, np.nan])
    assert saved.rows(np.array([4, 5], dtype=np.uint64)).tolist() == [1, -1]


def test_the_same_run_twice_is_one_row(tmp_path: Path) -> None:
    """Two files may hold the same run when they agree, NaN included."""
    store = Store(tmp_path)
    with store.held():
        for last in (1, 2):
            store.add(f"map-{0}-{last}", {**columns([1, 2]), "day": np.array([np.nan, 3.0])})
    assert store.load().ids.tolist() == [1, 2]


def test_two_files_that_disagree_stop_everything(tmp_path: Path) -> None:
    """Two results for one run mean broken determinism: exit code 65."""
    store = Store(tmp_path)
    with store.held():
        store.add(f"map-{0}-{1}", columns([1, 2]))
        store.add(f"map-{0}-{1}", columns([1, 2], scale=2.0))
    with pytest.raises(ExperimentError, match="contradict") as caught:
        store.load()
    assert caught.value.code == 65


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_a_damaged_file_is_named_put_aside_and_counts_as_missing(damage: str, tmp_path: Path) -> None:
    """One flipped bit is enough to be noticed."""
    store = Store(tmp_path)
    with store.held():
        store.add(f"map-{0}-{1}", columns([1, 2]))
        store.add(f"map-{2}-{3}", columns([3, 4]))
    path = store.names()[0]
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[len(content) // 2] ^= 1
    path.write_bytes({"flip": bytes(content), "cut": bytes(content[:-9]), "empty": b""}[damage])
    saved = store.load()
    assert saved.ids.tolist() == [3, 4]
    assert saved.damaged == [path]
    assert (tmp_path / "damaged" / path.name).exists()
    assert len(store.names()) == 1


def test_leftovers_of_a_killed_process_are_ignored_and_cleared(tmp_path: Path) -> None:
    """A half-written file has another name and never counts."""
    store = Store(tmp_path)
    with store.held():
        store.add(f"map-{0}-{1}", columns([1, 2]))
    left = store.parts / ".map-2-3-0123456789abcdef.parquet.77.tmp"
    left.write_bytes(b"half")
    assert store.load().ids.tolist() == [1, 2]
    with store.held():
        assert not left.exists()


def test_what_another_process_is_writing_beside_a_run_is_left_to_it(tmp_path: Path) -> None:
    """A report that is written while a run starts is not taken away; that of a process which died is."""
    store = Store(tmp_path)
    with store.held():
        pass
    (tmp_path / "figures").mkdir()
    alive, dead = (tmp_path / "figures" / f".map.png.{owner}.tmp" for owner in (os.getppid(), 2**22 + 1))
    alive.write_bytes(b"half")
    dead.write_bytes(b"half")
    with store.held():
        assert alive.exists() and not dead.exists()


def test_a_folder_is_held_by_one_process_and_freed_by_its_death(tmp_path: Path) -> None:
    """The second process is told (75); after kill -9 of the first the folder is free."""
    script = (
        "import sys, time; from pathlib import Path; from reassure_sim.experiment.folder.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    tmp_path.mkdir(exist_ok=True)
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        (tmp_path / "parts").mkdir()
        with pytest.raises(ExperimentError, match="in use") as caught, Store(tmp_path).held():
            pass
        assert caught.value.code == 75
        holder.kill()
        holder.wait()
    with Store(tmp_path).held():
        pass


def test_foreign_files_are_not_written_over(tmp_path: Path) -> None:
    """A folder with somebody's own files is refused (76) and left as it is."""
    (tmp_path / "runs.csv").write_text("mine")
    with pytest.raises(ExperimentError, match=r"no results \(runs.csv\)") as caught, Store(tmp_path).held():
        pass
    assert caught.value.code == 76
    assert [p.name for p in tmp_path.iterdir()] == ["runs.csv"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EIO, "reports an error"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not write"),
    ],
)
def test_a_disk_that_refuses_is_told_in_one_sentence(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I/O errors have exit code 74, and what was there before is untouched."""
    store = Store(tmp_path)
    with store.held():
        store.add(f"map-{0}-{1}", columns([1, 2]))

        def refuse(handle: int) -> None:
            raise OSError(number, "refused")

        monkeypatch.setattr(disk.os, "fsync", refuse)
        with pytest.raises(ExperimentError, match=words) as caught:
            store.add(f"map-{2}-{3}", columns([3, 4]))
    assert caught.value.code == 74
    assert store.load().ids.tolist() == [1, 2]
    assert [p.name for p in store.parts.iterdir()] == [store.names()[0].name]  # no half-written file is left
