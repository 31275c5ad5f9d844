"""The story of one run in plain words: who, the first weeks, turning points with their causes, and how it ended."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from ..experiment.errors import BAD_INPUT, ExperimentError, command
from ..experiment.folder.results import Results
from ..experiment.kinds import LIVES
from ..interventions import swept
from ..measures import LAST_DAYS, SHADES, THRESHOLDS, LastWeeks, shade
from ..parameters import from_rows
from ..scenario import Scenario
from . import people
from .course import Course, course
from .moments import moments
from .turning_points import first_refusal
from .typical import typical
from .wording import LEGEND, beside, counted, happened, often, span

if TYPE_CHECKING:
    from ..analysis.twins import Twins
    from ..result import Result

WIDTH = 118
FRAMING = "A simulated life, for teaching and research: no real couple, no diagnosis, no advice. Days count from 0."


class Told:
    """One run of a results folder, lived again: ``run_id``, ``block``, ``point``, ``replicate``, and its ``result``.

    ``run_id`` "": the run that is most typical of the experiment.

    Raises:
        ExperimentError: the experiment is about populations, or no run is called so (64).
    """

    def __init__(self, results: Results, run_id: str = "") -> None:
        if results.experiment.kind is not LIVES:
            say = f"{results.folder} is about populations, and a story is told of one couple"
            raise ExperimentError(
                BAD_INPUT, say, f"{command('society', results.folder / 'experiment.yaml')} -o DIR   (lives one of them)"
            )
        self.why = "" if run_id else "the most typical run"
        self.results, self.run_id = results, run_id or typical(results)
        self.block, self.point, self.replicate, self.result = results.one(self.run_id, ("daily", "events"))

    @property
    def values(self) -> dict[str, Any]:
        """What the design varies, at this run's point."""
        seed = self.results.experiment.replicates.seed
        return self.block.values(self.block.points(self.point, self.point + 1, seed)[0].tolist())

    @property
    def couple(self) -> Scenario:
        """The couple of this run, with what the design varies put in its place."""
        asked, lives = self.results.experiment.scenario, self.result.tables.lives
        timed: dict[str, Any] = {
            path: value for path, value in self.values.items() if path.startswith("interventions.")
        }
        return asked._replace(parameters=from_rows(lives.values[:, 0]), interventions=swept(asked.interventions, timed))

    def without(self, step: int, partner: str, kind: str) -> Twins:
        """Return this life and its twin, in which one event does not happen.

        Raises:
            ParameterError: there is no such event in it.
        """
        from ..analysis.twins import twins

        lives = self.result.tables.lives
        event = {"couple": int(lives.couple[0]), "step": step, "partner": partner, "kind": kind}
        return twins(self.couple, without=[event], seed=int(lives.seed[0]))

    def story(self) -> list[str]:
        """Return the story, about forty lines."""
        life = course(self.result.tables)
        where = ", ".join(f"{path} = {value:g}" if isinstance(value, float) else f"{path} = {value}"
                          for path, value in self.values.items())  # fmt: skip
        lines = [
            f"Run {self.run_id}{f', {self.why}' if self.why else ''}: block {self.block.name}, point {self.point}"
            f"{f' ({where})' if where else ''}, life {self.replicate}",
            FRAMING,
            "",
            "Who they are",
            *self._people(),
            "",
            *_beginning(life, self.result),
            "",
            f"Turning points ({LEGEND})",
            *(f"  day {moment.day}: {moment.said}" for moment in moments(life, self.result.events)),
            "",
            *_end(life, self.result),
            "",
            *self._otherwise(),
        ]
        return [part for line in lines for part in _wrapped(line)]

    def log(self) -> list[str]:
        """Return every event as a line."""
        rows: list[Any] = self.result.events.to_dict("records")
        return [f"day {row['day']}, step {row['step']}: {happened(row)}" for row in rows]

    def _people(self) -> list[str]:
        traits: list[Any] = self.result.people.to_dict("records")
        plans = people.planned(self.couple.interventions)
        return [
            f"  {people.partner('a', traits[0])}",
            f"  {people.partner('b', traits[1])}",
            f"  {people.couple(traits[0])}",
            *([f"  Planned: {'; '.join(plans)}."] if plans else []),
        ]

    def _otherwise(self) -> list[str]:
        """Say what would have to differ: the twin without one event, and how to change more than that."""
        events, folder = self.result.events, self.results.folder
        refused = first_refusal(events)
        row, what = None if refused is None else events.iloc[refused], "the first refusal"
        if row is None and not events.empty:
            bids = events[events["kind"] == "seek"]
            row, what = (bids.iloc[0], "the first request") if len(bids) else (events.iloc[0], "the first event")
        lines = ["What would have to differ? The same luck with one thing different tells:"]
        if row is not None:
            event = f"{row['step']}:{row['partner']}:{row['kind']}"
            without = command("explain", folder, "--run", self.run_id, "--without", event)
            lines.append(f"  {without}   ({what} left out)")
        twins = command("twins", folder / "experiment.yaml", "--change", "b.stamina=0.8")
        return [*lines, f"  {twins}   (the couple of the file, with another trait)"]


def _wrapped(line: str) -> list[str]:
    """Return a line as lines of at most ``WIDTH``, indented below its beginning; commands stay whole."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    if line.lstrip().startswith("reassure ") or not line:
        return [line]
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _beginning(life: Course, result: Result) -> list[str]:
    """Tell how the first four weeks went."""
    last = min(LAST_DAYS, life.lived) - 1
    lines = [f"The first weeks (days 0 to {last})"]
    for who, partner in enumerate("ab"):
        asked, reassured = (float(life.days(name)[who, : last + 1].sum()) for name in ("asked", "reassured"))
        bids = f"asks {often(asked)} and is answered {often(reassured)}" if asked else "never asks"
        felt = life.days("felt_insecurity")[who, : last + 1].mean()
        energy = life.days("energy")[who, last]
        lines.append(f"  {partner} {bids}; felt insecurity averages {felt:.2f}, strength ends at {energy:.2f}.")
    hours = result.events.loc[result.events["day"] <= last, "hours_of_relief"].dropna()
    if len(hours):
        lines.append(f"  An answer brings {span(hours.mean())} of relief on average ({counted(len(hours), 'answer')}).")
    return lines


def _end(life: Course, result: Result) -> list[str]:
    """Tell the four rows and how the last weeks together read."""
    row, lived = result.runs.iloc[0], life.lived

    def both(name: str, form: str) -> str:
        """Return a measure of both partners; one that is undefined as a dash."""
        numbers = ((who, float(row[f"{name}_{who}"])) for who in "ab")
        return ", ".join(f"{format(x, form).replace('%', ' %') if x == x else '-'} ({who})" for who, x in numbers)

    shade_ = f", {row['shade']}" if row["shade"] else ""
    return [
        f"How it ended: {f'they parted on day {lived - 1}' if row['separated'] else f'together after {lived} days'}",
        f"  frequency: requests a week {both('bids_per_week', '.1f')}",
        f"  emotional impact: felt insecurity moves by {both('felt_next_day', '+z.3f')} to the day after an answer",
        f"  partner response: share of requests refused {both('rebuffed_share', '.0%')}; "
        f"heard as criticism {both('misread_share', '.0%')}",
        f"  long-term outcome: trust moves by {both('trust_slope', '+z.2f')} a year; "
        f"fear by {both('fear_slope', '+z.2f')}",
        f"  last weeks together (from day {max(lived - LAST_DAYS, 0)}): {row['regime']}{shade_}: {reading(life.end)}.",
    ]


def reading(w: LastWeeks) -> str:
    """Return why the last weeks, each of whose fields is one number, read as they do (docs/model.md, 7.13)."""
    t = THRESHOLDS

    def below(name: str, value: Any, cut: float) -> str:
        return f"the lower {name} of the two, {beside(float(value), cut)}, is below {cut:g}"

    cut, frequent = t.frequent_bids, w.bids > t.frequent_bids
    often = f"{beside(float(w.bids), cut)} requests a week are {'' if frequent else 'not '}more than {cut:g}"
    if w.energy < t.exhausted_energy:
        return below("strength", w.energy, t.exhausted_energy)
    if w.trust < t.detached_trust and not frequent:
        return f"{below('trust', w.trust, t.detached_trust)}, and {often}"
    wearing = []
    if w.rebuffed > t.many_rebuffed:
        wearing.append(f"the share refused, {beside(float(w.rebuffed), t.many_rebuffed)}, is above {t.many_rebuffed:g}")
    if w.felt > t.high_felt:
        wearing.append(f"the higher felt insecurity, {beside(float(w.felt), t.high_felt)}, is above {t.high_felt:g}")
    if w.trust < t.strained_trust:
        wearing.append(below("trust", w.trust, t.strained_trust))
    if w.energy < t.worn_energy:
        wearing.append(below("strength", w.energy, t.worn_energy))
    if frequent and wearing:
        return f"{often}, and {', '.join(wearing)}"
    calm = f"strength and trust hold, and {often}{', which do not wear the two' if frequent else ''}"
    match SHADES[int(shade(w, t))]:
        case "costly":
            return f"{calm}; but {below('strength', w.energy, t.costly_energy)}"
        case "distant":
            return f"{calm}; but {below('closeness', w.intimacy, t.distant_intimacy)}"
    return calm
