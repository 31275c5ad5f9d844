"""The ground: our exp is exact to the last bits, and compiled code is never stale."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from reassure_sim import kernel

HERE = Path(__file__).parent


def test_exp_agrees_with_libm_to_2e_15() -> None:
    worst = 0.0
    for x in np.concatenate([np.linspace(-700, 700, 20_001), np.linspace(-1, 1, 20_001)]):
        worst = max(worst, abs(kernel.exp(float(x)) / math.exp(float(x)) - 1.0))
    assert worst < 2e-15


def test_exp_is_clamped_finite_and_positive() -> None:
    for x in (-1e308, -800.0, 800.0, 1e308):
        assert 0.0 < kernel.exp(x) < math.inf
    assert kernel.exp(0.0) == 1.0


def test_compiled_exp_has_the_same_bits() -> None:
    numba = kernel.numba_ready()
    x = np.concatenate([np.linspace(-720, 720, 9_999), [0.0, -0.0, 1e-300, 709.9, -745.2]])
    exp = kernel.exp

    @numba.njit(error_model="numpy")
    def run(x, out):
        for i in range(len(x)):
            out[i] = exp(x[i])

    out = np.empty_like(x)
    run(x, out)
    assert np.array_equal(out, [kernel.exp(float(v)) for v in x])


def test_logistic_and_clip_stay_in_range() -> None:
    assert 0.0 < kernel.logistic(-1e9) < 1e-300
    assert kernel.logistic(1e9) == 1.0
    assert [kernel.clip01(v) for v in (-1.0, 0.25, 2.0)] == [0.0, 0.25, 1.0]


_LIFE = """
import warnings; warnings.simplefilter("ignore")
import reassure_sim as rs
print(repr(rs.simulate(rs.Scenario.preset("anxious_secure", days=3), seed=5).runs["satisfaction_a"][0]))
"""


_MANY = """
import warnings; warnings.simplefilter("ignore")
import reassure_sim as rs
result = rs.simulate(rs.Scenario.preset("anxious_avoidant", days=30), couples=70, seed=5, record="episodes", workers=2)
print([[v.hex() for v in column] for column in result.tables.runs.values()], hash(result.tables.episodes().tobytes()))
"""


def _life(source: Path, cache: str, script: str = _LIFE) -> str:
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONHASHSEED": "0", "REASSURE_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_an_edited_rule_changes_the_numbers_although_code_was_cached(tmp_path: Path) -> None:
    copy = tmp_path / "src"
    shutil.copytree(
        HERE.parent / "src" / "reassure_sim", copy / "reassure_sim", ignore=shutil.ignore_patterns("assets")
    )
    before = _life(copy, str(tmp_path / "cache"))
    assert _life(copy, str(tmp_path / "cache")) == before
    rule = copy / "reassure_sim" / "rules" / "settling.py"
    text = rule.read_text(encoding="utf-8")
    assert "openness = 1.0 - k.take_in" in text
    rule.write_text(text.replace("openness = 1.0 - k.take_in", "openness = 0.9 - k.take_in"), encoding="utf-8")
    assert _life(copy, str(tmp_path / "cache")) != before


def test_the_size_of_a_block_changes_no_bit(tmp_path: Path) -> None:
    usual, small = tmp_path / "usual", tmp_path / "small"
    for copy in (usual, small):
        source = HERE.parent / "src" / "reassure_sim"
        shutil.copytree(source, copy / "reassure_sim", ignore=shutil.ignore_patterns("assets"))
    layout = small / "reassure_sim" / "layout.py"
    text = layout.read_text(encoding="utf-8")
    assert text.count("LANES = 64") == 1
    layout.write_text(text.replace("LANES = 64", "LANES = 24"), encoding="utf-8")
    assert _life(usual, str(tmp_path / "cache"), _MANY) == _life(small, str(tmp_path / "cache"), _MANY)


def test_without_any_writable_folder_it_compiles_anew_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("", encoding="utf-8")
    script = "import warnings; warnings.simplefilter('always')\nfrom reassure_sim import kernel\nkernel.numba_ready()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "REASSURE_CACHE_DIR": str(blocked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no writable folder for compiled code" in done.stderr
