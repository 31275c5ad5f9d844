"""The notebook for Mesa users runs from top to bottom, in this very Python, and is kept without outputs."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="needs the docs extra")
nbclient = pytest.importorskip("nbclient", reason="needs the docs extra")

NOTEBOOK = nbformat.read(Path(__file__).parents[1] / "docs" / "mesa" / "mesa.ipynb", as_version=4)


def test_the_notebook_is_valid_and_kept_without_outputs() -> None:
    nbformat.validate(NOTEBOOK)
    code = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]
    assert len(code) >= 8
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []
    assert NOTEBOOK.metadata.kernelspec.name == "python3"


def test_the_notebook_runs_and_its_assertions_hold(tmp_path: Path) -> None:
    where = nbformat.v4.new_code_cell("import sys\nprint(sys.executable)")
    run = nbformat.from_dict({**NOTEBOOK, "cells": [*NOTEBOOK.cells, where]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Jupyter's own making; those of the notebook are looked at below
        nbclient.NotebookClient(run, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    said = [output for cell in run.cells for output in cell.get("outputs", [])]
    assert [o.text for o in said if o.output_type == "stream" and o.name == "stderr"] == []
    assert said[-1].text.strip() == sys.executable
    assert list(tmp_path.iterdir()) == []
