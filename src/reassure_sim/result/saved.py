"""Results that were saved, read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def load(folder: str | Path) -> dict[str, Any]:
    """Return the tables that ``Result.save`` wrote, by name, and ``provenance``.

    Raises:
        FileNotFoundError: the folder holds no saved result.
    """
    import pandas

    folder = Path(folder)
    note = folder / "provenance.json"
    if not note.is_file():
        raise FileNotFoundError(f"{folder} holds no saved result; save one with result.save(folder)")
    tables: dict[str, Any] = {path.stem: pandas.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    tables["provenance"] = json.loads(note.read_text(encoding="utf-8"))
    return tables
