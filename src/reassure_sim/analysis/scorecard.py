"""The scorecard: every finding against the model, each of its knock-outs and the null models; failures first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import MODEL_VERSION
from ..evidence import Score, judged, register, studied
from ..evidence.nulls import NULLS
from ..mechanisms import KNOCKOUTS
from ..parameters import ParameterError, Problem, unknown

if TYPE_CHECKING:
    from pandas import DataFrame

FULL = "full"
MODELS: tuple[str, ...] = (FULL, *KNOCKOUTS, *NULLS)
"""What is held against the findings: the model, the model without one mechanism, and models without theory."""

COLUMNS = ("model", "finding", "role", "level", "verdict", "claim", "value", "target", "mc_error", "note")
"""``claim``: the one that decides the verdict, the worst; ``value``, ``target`` and ``mc_error`` are those of it."""

QUICK = 0.2
"""Share of the studies that a quick card simulates: its errors are about twice as large."""


def run(
    out: Path | None = None,
    quick: bool = False,
    workers: int = 2,
    say: Callable[[str], None] = lambda line: None,
    models: Collection[str] = MODELS,
) -> DataFrame:
    """Return the scorecard, one row a model and finding (``COLUMNS``); with ``out`` also write it there.

    Written are ``scorecard.csv``, ``claims.csv`` (every estimate) and ``scorecard.md``. Input findings are scored once,
    with the full model. ``say`` hears of each model when it is done. The same numbers for any number of ``workers``.

    Raises:
        ParameterError: an unknown model.
    """
    import pandas

    problems = [Problem("models", unknown(m, MODELS, "model")) for m in models if m not in MODELS]
    if problems:
        raise ParameterError(problems)

    def task(model: str) -> list[Score]:
        found = scores(model, QUICK if quick else 1.0)
        say(f"{model}: {_counts([s.verdict for s in found if s.finding.role != 'input'])}")
        return found

    wanted = [model for model in MODELS if model in models]
    with ThreadPoolExecutor(workers) as pool:
        found = dict(zip(wanted, pool.map(task, wanted), strict=True))
    table = pandas.DataFrame([_row(m, s) for m, own in found.items() for s in own], columns=list(COLUMNS))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        table.to_csv(out / "scorecard.csv", index=False)
        claims = pandas.DataFrame([c for m, own in found.items() for s in own for c in _claims(m, s)])
        claims.to_csv(out / "claims.csv", index=False)
        (out / "scorecard.md").write_text(markdown(table), encoding="utf-8")
    return table


def scores(model: str, size: float = 1.0) -> list[Score]:
    """Return how one of ``MODELS`` does on each finding; ``size``: the share of the usual number of studies."""
    knocked = {path.removeprefix("constants."): value for path, value in KNOCKOUTS.get(model, {}).items()}
    studies = studied(constants=knocked, size=size)
    samples = NULLS[model](studies) if model in NULLS else studies
    return [judged(f, samples) for f in (register() if model == FULL else register("calibration", "test"))]


def _row(model: str, score: Score) -> dict[str, Any]:
    finding, claim = score.finding, score.decides
    estimate = score.estimates.get(claim)
    return {
        "model": model,
        "finding": finding.id,
        "role": finding.role,
        "level": finding.level or "",
        "verdict": score.verdict,
        "claim": claim,
        "value": estimate.value if estimate else float("nan"),
        "target": finding.claims[claim].target if claim else "",
        "mc_error": estimate.error if estimate else float("nan"),
        "note": "; ".join(part for part in (finding.caution, finding.note) if part),
    }


def _claims(model: str, score: Score) -> Iterator[dict[str, Any]]:
    """Yield every estimate, also those that no claim is about."""
    for name, estimate in score.estimates.items():
        claim = score.finding.claims.get(name)
        yield {
            "model": model,
            "finding": score.finding.id,
            "claim": name,
            "verdict": score.verdicts.get(name, ""),
            "value": estimate.value,
            "target": claim.target if claim else "",
            "mc_error": estimate.error,
        }


def _counts(verdicts: Collection[str]) -> str:
    told = [f"{sum(v == verdict for v in verdicts)} {verdict}" for verdict in ("reproduced", "missed", "reversed")]
    untested = sum(v == "not testable" for v in verdicts)
    return ", ".join(told) + (f", {untested} not testable" if untested else "")


def markdown(table: DataFrame) -> str:
    """Return a scorecard as a page of Markdown: what fails first, then what each knock-out loses and the nulls keep."""
    findings = {f.id: f for f in register()}
    scored = table[table["role"] != "input"]
    good = scored[scored["verdict"] == "reproduced"]
    kept = {str(m): set(good.loc[good["model"] == m, "finding"]) for m in scored["model"].unique()}
    lines = [_HEAD.format(version=MODEL_VERSION)]

    def block(title: str, rows: DataFrame) -> None:
        lines.extend([title, "", "| finding | role | verdict | claim | value | wanted |", "|---|---|---|---|---|---|"])
        for row in rows.to_dict("records"):
            told = f"{row['value']:.3f} ± {row['mc_error']:.3f}" if row["claim"] else ""
            note = f" *{row['note']}*" if row["note"] else ""
            words = f"**{row['finding']}** {findings[row['finding']].finding}{note}"
            lines.append(f"| {words} | {row['role']} | {row['verdict']} | {row['claim']} | {told} | {row['target']} |")
        lines.append("")

    if FULL in kept:
        full = scored[scored["model"] == FULL]
        for role in ("calibration", "test"):
            lines.append(f"* {role}: {_counts(list(full.loc[full['role'] == role, 'verdict']))}")
        lines.append("")
        block("## Not reproduced", full[full["verdict"] != "reproduced"])
        block("## Reproduced", full[full["verdict"] == "reproduced"])
        block("## Inputs: what the model is given", table[table["role"] == "input"])
    rows = [(m, kept[FULL] - kept[m], kept[m] - kept[FULL]) for m in kept if m in KNOCKOUTS and FULL in kept]
    if rows:
        lines += ["## What each knock-out loses", "", "| without | loses | gains |", "|---|---|---|"]
        lines += [f"| {m} | {_listed(loses, findings)} | {_listed(gains, findings)} |" for m, loses, gains in rows]
        lines.append("")
    nulls = [m for m in kept if m in NULLS]
    if nulls:
        lines += ["## Null models", "", "| null model | verdicts | reproduced |", "|---|---|---|"]
        for m in nulls:
            verdicts = list(scored.loc[scored["model"] == m, "verdict"])
            lines.append(f"| {m} | {_counts(verdicts)} | {_listed(kept[m], findings)} |")
        lines.append("")
    lines += ["## How each finding is measured", ""]
    for f in findings.values():
        lines.append(f"* **{f.id}** ({f.design}). {f.measured[:1].upper()}{f.measured[1:]}. Source: {f.source}.")
    return "\n".join(lines) + "\n"


def _listed(ids: Collection[str], order: Collection[str]) -> str:
    return ", ".join(i for i in order if i in ids) or "-"


_HEAD = """# Evidence

Written by `reassure evidence -o DIR`, for version {version} of the model. Each finding is computed on simulated
studies of the original's design (`src/reassure_sim/evidence/designs.py`) through the measurement layer. A value is the
mean over studies with its Monte-Carlo error. *Reproduced*: the value with twice its error lies in the region that was
written into `register.yaml` before the first run. *Reversed*: it lies on the other side of zero, beyond the margin.
*Missed*: anything else, so also a value inside the region whose error reaches over its border. *Not testable* counts as
missed. A row shows the claim that decides, the worst; `claims.csv`
has all.
"""
