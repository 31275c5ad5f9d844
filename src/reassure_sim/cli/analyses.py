"""The commands of analysis: twins of a couple, and the model against published findings: judged by them, fitted."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .app import Sets, app
from .terminal import say

if TYPE_CHECKING:
    from ..analysis.twins import Twins
    from ..scenario import Scenario

_TWINS = ("twins.json", "differences.csv", "outcomes.csv")
_CARD = ("scorecard.csv", "claims.csv", "scorecard.md")


@app.command()
def twins(
    couple: Annotated[
        str, typer.Argument(metavar="FILE", help="An experiment file, or the name of a preset.", show_default=False)
    ],
    change: Annotated[
        list[str] | None,
        typer.Option(help="A number that differs, like b.stamina=0.8; may be repeated.", show_default=False),
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STRATEGY[:START[:DOSE]]",
            help="A strategy that the other couple uses, like address_fear:120:0.5; may be repeated.",
            show_default=False,
        ),
    ] = None,
    set_: Sets = None,
    without_event: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COUPLE:STEP:PARTNER:KIND",
            help="An event that does not happen, like 0:331:b:withdraw; may be repeated.",
            show_default=False,
        ),
    ] = None,
    couples: Annotated[int, typer.Option(min=1, help="So many lives, each with its twin.")] = 1,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The luck; the file's seed, or 7 for a preset.", show_default=False)
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days instead of the file's.", show_default=False)] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads.")] = 1,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the differences into this folder.", show_default=False)
    ] = None,
) -> None:
    """Live the same couple twice with the same luck and one thing different, and say where the lives part and why."""
    changes = dict(_pair(text, "--change") for text in change or ())
    strategies = [_strategy(text) for text in use or ()]
    events = [_event(text) for text in without_event or ()]
    if not (changes or strategies or events):
        raise typer.BadParameter("nothing differs; say what does, with --change, --use or --without-event")
    scenario, luck = _couple(couple, set_ or ())
    if days is not None:
        scenario = scenario.with_({"days": days})
    if out is not None:
        refuse_other(out, _TWINS)
    from ..analysis.contrast import FEW
    from ..analysis.twins import twins as live_twice

    found = live_twice(
        scenario,
        changes,
        interventions=strategies,
        without=events,
        seed=luck if seed is None else seed,
        couples=couples,
        workers=workers,
    )
    print(found)
    if found.variance_ratio is not None and couples >= FEW:
        known = {name: times for name, times in found.variance_ratio.items() if times == times}
        worth = " and ".join(f"{times:.3g} times as many for {name}" for name, times in known.items())
        print(f"couples that the same certainty would take if each life had luck of its own: {worth or 'unknown'}")
    if out is not None:
        _save(found, out)
        say(f"Next: look at {out / 'differences.csv'}; or open the couple in your browser: reassure dashboard")


@app.command()
def evidence(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the scorecard into this folder.", show_default=False)
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer simulated studies: larger errors.")] = False,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="full, the name of a knock-out, or a null model; may be repeated. All if not given.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes one a core.")] = 0,
) -> None:
    """Hold the model, its knock-outs and null models against published findings; failures included."""
    from ..analysis import scorecard
    from ..experiment.errors import disk_trouble

    with disk_trouble(out or Path()):
        if out is not None:
            refuse_other(out, _CARD)
            out.mkdir(parents=True, exist_ok=True)  # what cannot be written is told before anything is simulated
        table = scorecard.run(out, quick, workers or os.cpu_count() or 1, say, model or scorecard.MODELS)
    held = table[table["role"] != "input"]
    first = held[held["model"] == held["model"].iloc[0]]
    columns = ["finding", "role", "verdict", "claim", "value", "mc_error", "target"]
    first = first.sort_values("verdict", key=lambda verdict: verdict == "reproduced", kind="stable")  # failures first
    print(first[columns].to_string(index=False, float_format="{:.3f}".format))
    print(f"\n{held.groupby('model', sort=False)['verdict'].value_counts().unstack(fill_value=0).to_string()}")
    if quick:
        say("quick: few studies and wide errors, so that much is missed which the whole card reproduces")
    say(f"Next: read {out / 'scorecard.md'}" if out else "Next: reassure evidence -o DIR   (writes it down)")


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the fit and its design.", show_default=False)],
    points: Annotated[
        int | None, typer.Option(help="Points to simulate, from 64; as many as the shipped fit if not given.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, max=256, help="Processes; 0 takes one a core.")] = 0,
) -> None:
    """Fit the free numbers to the findings set apart for that, or go on with it; takes about an hour of one core."""
    from ..analysis import calibration
    from ..analysis.calibration.design import POINTS

    if not (out / "design.json").exists():
        refuse_other(out, (".lock",))
    calibration.run(out, workers or os.cpu_count() or 1, say, POINTS if points is None else points)
    print(out)
    say(f"Next: read {out / 'report.md'}")


def _couple(name: str, settings: Sequence[str]) -> tuple[Scenario, int]:
    """Return the couple that a preset or an experiment file names, with some values changed, and its seed."""
    from ..scenario import PRESETS, Scenario

    changes = dict(_pair(setting, "--set") for setting in settings)
    if name in PRESETS:
        return Scenario.preset(name).with_(changes), 7
    from ..experiment import load
    from ..parameters import ParameterError, Problem, unknown

    if not Path(name).suffix and not Path(name).exists():
        raise ParameterError([Problem("FILE", unknown(name, PRESETS, "file or preset"))])
    experiment = load(Path(name))
    return experiment.scenario.with_(changes), experiment.replicates.seed


def _pair(text: str, option: str) -> tuple[str, float | str]:
    path, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"read {text!r}, allowed is path=value, like b.stamina=0.8", param_hint=option)
    return path.strip(), _number(value.strip())


def _number(text: str) -> float | str:
    """Return a number as one, anything else as it stands: what is checked later says what is allowed."""
    try:
        return float(text)
    except ValueError:
        return text


def _strategy(text: str) -> dict[str, Any]:
    name, *numbers = text.split(":")
    if len(numbers) > 2:
        hint = "allowed is STRATEGY[:START[:DOSE]], like address_fear:120:0.5"
        raise typer.BadParameter(f"read {text!r}, {hint}", param_hint="--use")
    return {"use": name, **{key: _number(n) for key, n in zip(("start", "dose"), numbers, strict=False)}}


def _event(text: str) -> dict[str, Any]:
    parts = text.split(":")
    if len(parts) != 4:
        hint = "allowed is COUPLE:STEP:PARTNER:KIND, like 0:331:b:withdraw"
        raise typer.BadParameter(f"read {text!r}, {hint}", param_hint="--without-event")
    couple, step, partner, kind = parts
    numbers = {key: int(n) if n.isdecimal() else n for key, n in (("couple", couple), ("step", step))}
    return {**numbers, "partner": partner, "kind": kind}


def refuse_other(folder: Path, made: Collection[str]) -> None:
    """Refuse a folder that holds other things than those that this command has ``made``, or cannot be written to."""
    import tempfile

    from ..experiment.errors import OTHER_EXPERIMENT, ExperimentError, disk_trouble

    strange = sorted(path.name for path in folder.iterdir() if path.name not in made) if folder.is_dir() else []
    if strange:
        raise ExperimentError(OTHER_EXPERIMENT, f"{folder} holds {strange[0]} already", "choose another folder with -o")
    with disk_trouble(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def _save(found: Twins, folder: Path) -> None:
    """Write what differs: twins.json, differences.csv and, of several couples, outcomes.csv."""
    import json

    from ..experiment import write
    from ..experiment.errors import disk_trouble

    texts = {
        "twins.json": json.dumps(found.plain(), indent=2, allow_nan=False) + "\n",
        "differences.csv": found.differences.to_csv(index=False, lineterminator="\n"),
    }
    if len(found.outcomes) > 1:
        texts["outcomes.csv"] = found.outcomes.to_csv(index=False, lineterminator="\n")
    with disk_trouble(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write(folder / name, text.encode())
