"""What is advised is enough: the runs that are told give the half-width that was asked for, and hardly any too many."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from command import reassure
from reassure_sim.analysis.advice import advice, half_widths, rounded
from reassure_sim.analysis.precision import MOST, mean_need, need, share_need
from reassure_sim.experiment import loads, run
from reassure_sim.experiment.folder.results import Results
from reassure_sim.experiment.rounds import ALIKE, half_width

SMALL = """\
experiment: small
model: {preset: anxious_avoidant, days: 40}
design:
  - {name: map, kind: grid, over: {a.anxiety: [0.2, 0.6, 0.8, 1.0], b.avoidance: [0.2, 0.8]}}
replicates: {n: 12, seed: 11, pairing: independent}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL)
    run(loads(SMALL), tmp_path / "out", workers=1)
    return tmp_path / "out"


def drawn(luck: np.random.Generator, n: np.ndarray, one: object) -> np.ndarray:
    """Return fresh runs, as many at each point as ``n`` says, NaN after them."""
    found = np.full((len(n), int(n.max())), np.nan)
    for point, count in enumerate(n.tolist()):
        found[point, :count] = one(point, count)  # type: ignore[operator]
    return found


@pytest.mark.parametrize("wanted", [0.1, 0.04])
def test_the_runs_that_are_advised_for_shares_attain_the_half_width(wanted: float) -> None:
    """Shares are drawn anew with as many runs; at most holds at 19 of 20 points, needed at about half."""
    luck = np.random.default_rng(1)
    p = luck.uniform(0.02, 0.98, 300)
    found = share_need((luck.random((300, 60)) < p[:, None]).astype(float), wanted)

    def again(n: np.ndarray) -> np.ndarray:
        return half_width(drawn(luck, n, lambda point, count: luck.random(count) < p[point]), counted=True)

    assert (again(found.at_most) <= wanted * 1.001).mean() >= 0.95
    needed = again(found.needed)
    assert np.median(needed) == pytest.approx(wanted, rel=0.05)
    assert np.quantile(needed, 0.9) < 1.25 * wanted


def test_the_runs_that_are_advised_for_means_attain_the_half_width() -> None:
    luck = np.random.default_rng(2)
    sd = luck.uniform(0.1, 3.0, 300)
    found = mean_need(luck.normal(5.0, sd[:, None], (300, 25)), 0.2)

    def again(n: np.ndarray) -> np.ndarray:
        return half_width(drawn(luck, n, lambda point, count: luck.normal(5.0, sd[point], count)), counted=False)

    assert (again(found.at_most) <= 0.2 * 1.02).mean() >= 0.95
    assert np.median(again(found.needed)) == pytest.approx(0.2, rel=0.05)


def test_no_run_less_would_do() -> None:
    """Against the closed form for Wilson's interval (Piegorsch 2004, Comput Stat Data Anal 46:309) and Student's t."""
    values = (np.arange(40) < np.array([[0], [1], [7], [20], [40]])).astype(float)
    p, z2, h = values.mean(axis=1), 1.959963984540054**2, 0.03
    q = p * (1.0 - p)
    closed = z2 * (q - 2 * h * h + np.sqrt(q * q + h * h * (1 - 4 * q))) / (2 * h * h)
    assert share_need(values, h).needed.tolist() == np.ceil(closed).tolist()
    numbers = np.random.default_rng(3).normal(size=(3, 9))
    sd = numbers.std(axis=1, ddof=1)
    for n, of in zip(mean_need(numbers, 0.25).needed, sd, strict=True):
        half = [student.ppf(0.975, m - 1) * of / np.sqrt(m) for m in (n, n - 1)]
        assert half[0] <= 0.25 < half[1]


def test_missing_runs_are_left_out_and_what_cannot_be_had_is_not_promised() -> None:
    values = np.array([[1.0, 0.0, 1.0, np.nan], [0.0, 0.0, np.nan, np.nan]])
    assert share_need(values, 0.1).n.tolist() == [3, 2]
    assert (share_need(values, 1e-6).at_most == MOST).all()
    same = mean_need(np.full((1, 5), 0.3), 0.01)
    assert same.needed.tolist() == same.at_most.tolist() == [ALIKE] and same.half_width.tolist() == [0.0]


def test_runs_are_rounded_up_to_two_digits() -> None:
    assert [rounded(n) for n in (2, 99, 100, 101, 2384, 2400)] == [2, 99, 100, 110, 2400, 2400]


def test_the_line_that_is_printed_goes_into_the_file_and_gives_the_half_width(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both lines: the same number everywhere, and as many as each point needs."""
    wanted = 0.15
    assert reassure("advise", str(folder), "--half-width", str(wanted)) == 0
    out, err = capsys.readouterr()
    lines = re.findall(r"^  (replicates: .*)$", out, re.MULTILINE)
    assert len(lines) == 2 and "until" in lines[1]
    assert re.search(rf"Next: reassure run {folder}/experiment.yaml -o {folder} --set replicates.n=\d+\n", err)
    before = Results(folder)
    now = half_width(before.values(before.block("map"), "share_escalation"), counted=True)
    assert now.max() > wanted
    for number, line in enumerate(lines):
        text = re.sub(r"replicates: .*", lambda _, line=line: line, SMALL)
        there = folder.parent / f"again{number}"
        run(loads(text), there, workers=1)
        results = Results(there)
        found = half_width(results.values(results.block("map"), "share_escalation"), counted=True)
        assert np.quantile(found, 0.75) <= wanted and found.max() < 1.3 * wanted


def test_the_next_command_runs_what_is_advised_also_where_runs_go_on_until_a_width(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    until = "until: {metric: satisfaction_a, ci_half_width: 0.05, max: 24}"
    run(loads(SMALL.replace("pairing: independent", until)), tmp_path, workers=1)
    assert reassure("advise", str(tmp_path), "--half-width", "0.15") == 0
    command = capsys.readouterr().err.splitlines()[-1].removeprefix("Next: reassure ")
    assert reassure(*shlex.split(command)) == 0
    results = Results(tmp_path)
    found = half_width(results.values(results.block("map"), "share_escalation"), counted=True)
    assert results.complete and found.max() <= 0.15
    assert reassure("advise", str(tmp_path), "--half-width", "0.15") == 0  # points have 12 or 24 runs now
    out, err = capsys.readouterr()
    assert "12 to 24 runs each" in out and "nothing has to change" in out and "Next: reassure analyze" in err


def test_without_a_half_width_a_table_of_some_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("advise", str(folder)) == 0
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["0.1", "0.05", "0.02", "0.01"]
    assert "replicates:" not in out and "Next: reassure advise" in err
    assert reassure("advise", str(folder), "--measure", "bids_per_week_a") == 0
    results = Results(folder)
    told = half_widths(results, "bids_per_week_a")
    worst = need(results, results.block("map"), "bids_per_week_a", 1.0).half_width.max()
    assert told[0] == pytest.approx(worst, rel=0.5) and list(told) == sorted(told, reverse=True)


def test_what_is_advised_counts_the_runs_that_exist(folder: Path) -> None:
    results = Results(folder)
    row = advice(results, "share_escalation", [0.1]).iloc[0]
    found = need(results, results.block("map"), "share_escalation", 0.1)
    assert row["worst"] == found.needed.max() and row["points"] == 8
    assert row["runs"] == 8 * (row["worst"] - 12)
    assert 0 < row["runs_until"] <= row["runs"] + 8 * (row["at_most"] - row["worst"])


def test_enough_runs_are_said_to_be_enough(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reassure("advise", str(folder), "--half-width", "0.4") == 0
    out, err = capsys.readouterr()
    assert "nothing has to change" in out and "replicates:" not in out and "Next: reassure analyze" in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--measure", "share_escalatoin"], 64, "share_escalation"),
        (["--half-width", "0"], 2, "a number above 0"),
        (["--half-width", "nan"], 2, "a number above 0"),
    ],
)
def test_what_cannot_be_advised_is_told_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert reassure("advise", str(folder), *words) == code
    out, err = capsys.readouterr()
    assert not out and said in err and "Traceback" not in err
