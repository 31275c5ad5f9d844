"""A results folder, opened for reading: the experiment, the value of any measure at every point, and lives again."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..designs import Block
from ..errors import BAD_INPUT, CONTRADICTION, ExperimentError, command, disk_trouble
from ..living import relive
from ..plan import Experiment
from ..reading.config import load
from ..rounds import counting, measured, needs
from ..runs import Chunk, Runs, chunks, hexadecimal, runs_of, together
from . import disk, manifest
from .index import Index
from .store import Store
from .tables import PIECE

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...result import Result

TABLES = ("design", "runs", "summary", "failures", "dictionary")


class Results:
    """What a results folder holds, also while it is still being filled; nothing here writes.

    Raises:
        ExperimentError: the folder holds no results, or its experiment cannot be read (64).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = manifest.read(folder)
        if not self.manifest or not (folder / "experiment.yaml").is_file():
            if Store(folder).names():
                what = "experiment.yaml is missing" if self.manifest else "manifest.json is missing or torn"
                say = f"{folder} holds runs, but its {what}; no run is lost"
                again = command("run", "FILE", "-o", folder)
                raise ExperimentError(BAD_INPUT, say, f"{again}   (the file that it was made with)")
            say = f"{folder} holds no results" if folder.exists() else f"there is no folder {folder}"
            raise ExperimentError(BAD_INPUT, say, "reassure run configs/quickstart.yaml")
        self.experiment: Experiment = load(folder / "experiment.yaml", self.manifest.get("settings", []))

    @property
    def complete(self) -> bool:
        """Whether every run is there; otherwise whatever is told of the folder is partial."""
        return bool(self.manifest.get("complete"))

    @cached_property
    def done(self) -> int:
        """How many runs that the experiment asks for are there and can be read, failed ones too; counted in the chunk
        files, because a run that was killed has not written it down."""
        found = 0
        for block in self.experiment.design:
            there = self._found(block).reshape(block.size, -1) >= 0
            found += int((there & (np.arange(there.shape[1]) < self._needs(block)[:, None])).sum())
        return found

    def table(self, name: str, checked: bool = True) -> DataFrame:
        """Return one of the final tables, ``TABLES``; ``checked``: held against its hash in the manifest.

        Raises:
            ExperimentError: the run is not finished, so there is none (64), or it is not what the run wrote (65).
        """
        import pyarrow as pa
        import pyarrow.parquet as pq
        from pyarrow import csv

        path, large = self.folder / f"{name}.csv", self.folder / f"{name}.parquet"
        if not path.is_file() and large.is_file():
            frame: DataFrame = pq.read_table(pa.BufferReader(self._content(large, checked))).to_pandas()
            return frame
        if not path.is_file():
            say = f"{self.folder} has no {path.name}: its run is not finished"
            raise ExperimentError(BAD_INPUT, say, command("status", self.folder))
        words = name in ("dictionary", "failures")
        names = {column: pa.string() for column in ("run_id", "block")}  # also where they look like numbers
        options = csv.ConvertOptions(strings_can_be_null=not words, column_types=names)
        table = csv.read_csv(pa.BufferReader(self._content(path, checked)), convert_options=options)
        frame = table.to_pandas()
        for column in table.schema:
            if str(column.type) == "null":  # nothing stands there in any row
                frame[column.name] = frame[column.name].astype(object if words else float)
        return frame

    def _content(self, path: Path, checked: bool) -> bytes:
        with disk_trouble(self.folder):
            content = disk.read(path)
        found = sha256(content).hexdigest()
        if checked and self.manifest.get("sha256", {}).get(path.name, found) != found:
            now = manifest.read(self.folder).get("sha256", {})  # a run may have made it anew
            if now.get(path.name, found) != found:
                say = f"{path} was changed, or torn by a power cut: it does not have the hash in manifest.json"
                again = manifest.again(self.folder, self.manifest)
                raise ExperimentError(CONTRADICTION, say, f"{again}   (makes it again)")
        return content

    def block(self, name: str) -> Block:
        """Return a block of the design by its name.

        Raises:
            ExperimentError: there is none (64).
        """
        for block in self.experiment.design:
            if block.name == name:
                return block
        known = ", ".join(block.name for block in self.experiment.design)
        raise ExperimentError(BAD_INPUT, f"no block is called {name!r}; known: {known}", command("status", self.folder))

    def points(self, block: Block) -> NDArray[np.float64]:
        """Return the points of a block, (points, axes); of an axis of words the place of each, see ``Block.meant``."""
        return block.points(0, block.size, self.experiment.replicates.seed)

    def values(self, block: Block, measure: str) -> NDArray[np.float64]:
        """Return a measure of ``summary.csv`` for every run of a block, (points, replicates).

        A share (``share_escalation``) is 1.0 or 0.0 a run. NaN: the run is not there yet, has failed, or has no such
        value.

        Raises:
            ExperimentError: no measure is called so (64).
        """
        from ..reading.fields import no_such
        from .summary import measures

        kind, index = self.experiment.kind, self._index
        if measure not in measures(kind):
            say = no_such(measure, measures(kind), "measure")
            raise ExperimentError(BAD_INPUT, say, command("status", self.folder))
        values = measured(kind, index, self._places(block), measure).reshape(block.size, -1)
        values[np.arange(values.shape[1]) >= self._needs(block)[:, None]] = np.nan
        return values

    def run_ids(self, block: Block) -> NDArray[np.object_]:
        """Return the id of every run of a block, (points, replicates)."""
        found = [name for runs in self._pieces(block) for name in hexadecimal(runs.ids)]
        return np.array(found, dtype=object).reshape(block.size, -1)

    def live(
        self, block: Block, points: Sequence[int], replicates: int, record: Collection[str] = (), workers: int = 0
    ) -> Result:
        """Live the first ``replicates`` runs at some points again and return them, point by point, with what is asked
        to be recorded: any of ``daily``, ``episodes``, ``events``. The lives are those of the folder to the last bit.

        Raises:
            ExperimentError: the experiment is about populations (64).
        """
        each = range(min(replicates, self.experiment.replicates.most))
        chosen = [runs_of(self.experiment, Chunk(block, range(point, point + 1), each)) for point in points]
        return relive(self.experiment, block, together(chosen), record, workers or os.cpu_count() or 1)

    def one(self, run_id: str, record: Collection[str] = ()) -> tuple[Block, int, int, Result]:
        """Return where a run stands (block, point, replicate) and what it is when it is lived again.

        Raises:
            ExperimentError: no run is called so (64), or the experiment is about populations.
        """
        for block in self.experiment.design:
            for runs in self._pieces(block):
                found = np.flatnonzero(np.array(hexadecimal(runs.ids), dtype=object) == run_id)
                if len(found):
                    one = runs.at(found[:1])
                    lived = relive(self.experiment, block, one, record, 1)
                    return block, int(one.point[0]), int(one.couple[0]), lived
        say = f"no run of {self.folder} has the id {run_id!r}; ids stand in the first column of runs.csv"
        raise ExperimentError(BAD_INPUT, say, command("status", self.folder))

    @cached_property
    def _index(self) -> Index:
        return Store(self.folder).load(mend=False)

    def _places(self, block: Block) -> NDArray[np.int64]:
        """Return where each run of a block stands in the index, -1 for those that are not there or have failed."""
        if block.name not in self._sound:
            self._sound[block.name] = counting(self.experiment.kind, self._index, self._found(block))
        return self._sound[block.name]

    def _found(self, block: Block) -> NDArray[np.int64]:
        """Return where each run of a block stands in the index, -1 for those that are not there; found once, because
        naming runs takes time."""
        if block.name not in self._known:
            pieces = [self._index.rows(runs.ids) for runs in self._pieces(block)]
            self._known[block.name] = np.concatenate(pieces)
        return self._known[block.name]

    def _needs(self, block: Block) -> NDArray[np.int64]:
        """Return how many runs each point of a block needs, found once."""
        if block.name not in self._needed:
            self._needed[block.name] = needs(self.experiment, block, self._index)
        return self._needed[block.name]

    @cached_property
    def _known(self) -> dict[str, NDArray[np.int64]]:
        return {}

    @cached_property
    def _sound(self) -> dict[str, NDArray[np.int64]]:
        return {}

    @cached_property
    def _needed(self) -> dict[str, NDArray[np.int64]]:
        return {}

    def _pieces(self, block: Block) -> Iterator[Runs]:
        """Yield all runs that a block may have, point by point."""
        most = int(self._needs(block).max())
        for chunk in chunks(block, 1, max(PIECE // most, 1)):
            yield runs_of(self.experiment, chunk._replace(replicates=range(most)))
