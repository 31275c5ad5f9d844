"""A bundle of finished results to hand in with a paper: every table as CSV, figures, provenance, an RO-Crate."""

from __future__ import annotations

import shlex
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..experiment import ExperimentError, write
from ..experiment.errors import BAD_INPUT, CONTRADICTION, OTHER_EXPERIMENT, disk_trouble
from ..experiment.folder import disk
from ..experiment.folder.results import Results
from . import crate, snippets
from .citation import citation

CONTENT: Mapping[str, tuple[str, str]] = {
    "experiment.yaml": ("the experiment as it was written", "object"),
    "files/*": ("a file that the experiment reads", "object"),
    "resolved.json": ("the experiment with every default written out", ""),
    "manifest.json": ("where the results come from: versions, machine, seeds, counts, hashes", ""),
    "dictionary.csv": ("what every column of every table means", "result"),
    "design.csv": ("the points of the design", "result"),
    "runs.csv": ("one row a run", "result"),
    "summary.csv": ("one row a point and measure, with intervals", "result"),
    "failures.csv": ("runs that failed and are left out of every table", "result"),
    "diary.csv": ("one row a couple, partner and day", "result"),
    "people.csv": ("one row a person", "result"),
    "events.jsonl": ("one line an event", "result"),
    "analysis/*.csv": ("an analysis of the runs", "result"),
    "figures/*.csv": ("the numbers behind a figure", "result"),
    "figures/*.svg": ("a figure", "result"),
    "figures/*.png": ("a figure", "result"),
    "figures/*.txt": ("a figure in words", "result"),
    "report.html": ("everything on one page", "result"),
    "runs.parquet": ("runs.csv for programs", "result"),
    "diary.parquet": ("diary.csv for programs", "result"),
    "people.parquet": ("people.csv for programs", "result"),
}
"""What of a results folder is handed on, what it is, and whether the run read it or made it."""

WRITTEN: Mapping[str, str] = {
    "README.txt": "what is in this folder",
    "CITATION.txt": "how to cite the software",
    "read.py": "reads these tables in Python",
    "read.R": "reads these tables in R",
}
"""What a bundle holds besides, and what it is."""


def export(folder: Path, out: Path | None = None, *, zipped: bool = False, licence: str = "") -> Path:
    """Write the bundle of a results folder, whole or not at all, and return where it is.

    out: a folder, or with ``zipped`` a file, that is not there yet; beside ``folder`` if not given. licence: of the
    data, see ``crate.crate``.

    Raises:
        ExperimentError: the run is not finished (64), a table is not the one that the run wrote (65), ``out`` is there
            (76), or the disk refuses (74).
    """
    results = Results(folder)
    if not results.complete:
        say = f"{folder} is partial: a bundle to hand in holds finished results"
        raise ExperimentError(BAD_INPUT, say, f"reassure status {shlex.quote(str(folder))}")
    target = out or Path(f"{folder.resolve() if folder.name in ('', '..') else folder}-export{'.zip' * zipped}")
    if target.exists():
        say = f"{target} is there already, and nothing was overwritten"
        raise ExperimentError(OTHER_EXPERIMENT, say, "choose another name with -o")
    with disk_trouble(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as scratch:
            bundle = Path(scratch, "bundle")
            bundle.mkdir()
            _fill(bundle, results, licence)
            if zipped:
                _zip(bundle, target)
            else:
                bundle.rename(target)
    return target


def _fill(bundle: Path, results: Results, licence: str) -> None:
    """Write every file of a bundle."""
    parts = []
    for path, (what, role) in _found(results.folder):
        place = bundle / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(results.folder / path, place)
        parts.append(_part(place, path, what, role))
        _as_the_run_wrote_it(parts[-1], results)
        table = place.with_suffix(".csv")
        if place.suffix == ".parquet" and not (results.folder / table.name).is_file():
            _to_csv(place, table)
            parts.append(_part(table, table.name, *CONTENT[table.name]))
    texts = {
        "CITATION.txt": f"{_cited(results)}\n",
        "read.py": snippets.python(results),
        "read.R": snippets.r(results),
        "README.txt": _readme(results, parts, licence),
    }
    for name, text in texts.items():
        write(bundle / name, text.encode())
        parts.append(_part(bundle / name, name, WRITTEN[name]))
    parts.sort(key=lambda part: part.path)
    write(bundle / crate.NAME, crate.crate(results.manifest, parts, licence))


def _found(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the path of each file that is handed on, and what it is; links are not followed, and what was
    analysed before the run was finished stays behind."""
    for pattern, what in CONTENT.items():
        deep = f"{pattern[:-1]}**/*" if pattern.endswith("/*") else pattern
        for path in sorted(folder.glob(deep)):
            apart = path.is_symlink() or path.name.startswith(".") or path.name.endswith(".partial.csv")
            if path.is_file() and not apart:
                yield path.relative_to(folder).as_posix(), what


def _part(place: Path, path: str, what: str, role: str = "") -> crate.Part:
    return crate.Part(path, what, place.stat().st_size, disk.sha256(place), role)


def _as_the_run_wrote_it(part: crate.Part, results: Results) -> None:
    """Refuse a table that somebody has changed since."""
    if results.manifest.get("sha256", {}).get(part.path, part.sha256) != part.sha256:
        folder = shlex.quote(str(results.folder))
        say = f"{results.folder / part.path} is not the table that the run wrote: it was changed or damaged"
        raise ExperimentError(
            CONTRADICTION, say, f"reassure verify {folder}; to build it anew, run the experiment again"
        )


def _to_csv(source: Path, target: Path) -> None:
    """Write a Parquet table as CSV, a piece at a time."""
    import pyarrow.csv
    import pyarrow.parquet as pq

    with (
        pq.ParquetFile(source) as table,
        disk.growing(target) as file,
        pyarrow.csv.CSVWriter(file, table.schema_arrow) as rows,
    ):
        for piece in table.iter_batches():
            rows.write_batch(piece)


def _zip(bundle: Path, target: Path) -> None:
    """Write a bundle as one zip file: the same bytes every time."""
    with disk.growing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            told = zipfile.ZipInfo(path.relative_to(bundle).as_posix())
            told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, archive.open(told, "w", force_zip64=True) as entry:
                shutil.copyfileobj(source, entry)


def _cited(results: Results) -> str:
    return citation(str(results.manifest["package"]["version"]), str(results.manifest["model_version"]))


def _readme(results: Results, parts: list[crate.Part], licence: str) -> str:
    """Return what a stranger needs to know about a bundle."""
    told: Mapping[str, Any] = results.manifest
    again = ["reassure", "run", "experiment.yaml", "-o", "results"]
    again += [word for setting in told.get("settings", []) for word in ("--set", setting)]
    listed = [(part.path, part.what) for part in parts] + list(WRITTEN.items())
    listed.append((crate.NAME, "the same for machines (RO-Crate)"))
    width = max(len(path) for path, _ in listed) + 2
    lines = [
        f"Results of the experiment {told['experiment']}",
        *([str(told["question"])] if told.get("question") else []),
        "",
        f"{told['runs_done']:,} simulated {told['unit']}, finished {told['written']}. All of them come from a computer",
        "model of couples; none is about a real person. Missing values are empty.",
        "",
        *(f"{path:<{width}}{what}" for path, what in sorted(listed)),
        "",
        "To make the results anew, install the version of the software that is named below, and type here",
        "",
        f"    {shlex.join(again)}",
        "",
        "The tables are then the same byte for byte; manifest.json holds their hashes.",
        "",
        f"Software: {_cited(results)}",
        f"Licence of the data: {licence or 'not chosen yet; until it is, all rights are reserved'}",
    ]
    return "\n".join(lines) + "\n"
