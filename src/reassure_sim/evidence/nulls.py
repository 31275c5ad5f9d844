"""Three null models: what is reproduced without the theory? Each gives samples like the model's own.

* ``traits_only``: every number of a person's pages is a linear function of own and partner's attachment, with the
  residual spread between persons and between days of the model's survey; nothing has a past.
* ``autoregression``: the pages of both partners today as a linear function of both partners' pages of yesterday and of
  their attachment, fitted to the survey's rows and then run on with the residuals' covariance.
* ``shuffled``: the model's own persons, but next to the partner of another couple.

The first two know no experiments, no separations and no moments within a day: such findings they cannot be tested on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import numpy as np

from .designs import DIARY, ENTRY, MONTH, YEAR, Studies
from .wave import Array, Sample, Wave

_TRAITS = ("anxiety", "avoidance")


class _Fitted:
    """A null model that is fitted to the survey and then makes pages of its own for the same persons."""

    def __init__(self, studies: Studies) -> None:
        self.studies = studies

    def sample(self, design: str) -> Sample | None:
        """Return surveys, diaries and panels; ``None`` for other designs."""
        s = self.studies
        if design not in ("survey", "diary", "panel"):
            return None
        survey = self._wave(self.pages[0], slice(None))
        if design == "survey":
            return Sample({"survey": survey}, s.survey.couples)
        if design == "diary":
            return Sample({"diary": survey.part(slice(s.diary.waves["diary"].n)).days(-DIARY)}, s.diary.couples)
        return Sample({"first": survey.part(self.panel), "later": self._wave(self.pages[1], self.panel)}, 100)

    @property
    def original(self) -> Wave:
        """The survey of the model, to which the null model is fitted."""
        return self.studies.survey.waves["survey"]

    @property
    def luck(self) -> np.random.Generator:
        """Luck named by the studies' seed; the same whenever asked for."""
        return np.random.Generator(np.random.Philox(key=self.studies.seed))

    @property
    def panel(self) -> slice:
        """The couples of the survey that are asked again."""
        return slice(len(self.studies.couples(10, 100)))

    @functools.cached_property
    def pages(self) -> tuple[Array, Array]:
        """Pages of the survey, and two years later of the panel's couples, each (couples, 2, days, fields)."""
        raise NotImplementedError

    def _wave(self, pages: Array, couples: slice) -> Wave:
        """Return pages of some couples, every number kept between the lowest and the highest of the model's survey."""
        seen = self.original.pages.reshape(-1, pages.shape[-1])
        return self.original.part(couples)._replace(pages=np.clip(pages, seen.min(axis=0), seen.max(axis=0)))


class TraitsOnly(_Fitted):
    """Traits and chance."""

    @functools.cached_property
    def pages(self) -> tuple[Array, Array]:
        """Pages of the survey, and two years later of the panel's couples."""
        original, luck = self.original, self.luck
        means = original.pages.mean(axis=2)
        traits = np.stack([original.trait(name) for name in _TRAITS], axis=-1)
        known = np.concatenate([np.ones((original.n, 2, 1)), traits, traits[:, ::-1]], axis=-1)
        weights, *_ = np.linalg.lstsq(known.reshape(-1, 5), means.reshape(2 * original.n, -1), rcond=None)
        expected = known @ weights
        between, within = (means - expected).std(axis=(0, 1)), (original.pages - means[:, :, None]).std(axis=(0, 1, 2))

        def drawn() -> Array:
            person = expected + between * luck.standard_normal(means.shape)
            return np.asarray(person[:, :, None] + within * luck.standard_normal(original.pages.shape))

        return drawn(), drawn()[self.panel]


class Autoregression(_Fitted):
    """Today from yesterday, both partners, linear; attachment as constant inputs."""

    @functools.cached_property
    def pages(self) -> tuple[Array, Array]:
        """Pages of the survey, and two years later of the panel's couples."""
        original, luck = self.original, self.luck
        traits = np.concatenate([original.trait(name) for name in _TRAITS], axis=1)
        n, _, days, fields = original.pages.shape
        joint = original.pages.transpose(0, 2, 1, 3)  # couples, days, partners, fields

        def inputs(yesterday: Array, shown: Array) -> Array:
            return np.concatenate([np.ones((len(shown), 1)), shown, yesterday], axis=1)

        def rows(sides: Array, shown: Array) -> tuple[Array, Array]:
            flat = sides.reshape(n, days, -1)
            before, after = flat[:, :-1].reshape(-1, 2 * fields), flat[:, 1:].reshape(-1, 2 * fields)
            return inputs(before, np.repeat(shown, days - 1, axis=0)), after

        # each couple counts twice, once with its partners exchanged: who is a is of no meaning
        both = [rows(joint, traits), rows(joint[:, :, ::-1], traits[:, [1, 0, 3, 2]])]
        known, outcome = (np.concatenate(part) for part in zip(*both, strict=True))
        weights, *_ = np.linalg.lstsq(known.T @ known, known.T @ outcome, rcond=None)
        rest = outcome - known @ weights
        spread, axes = np.linalg.eigh(rest.T @ rest / len(rest))
        noise = np.sqrt(np.maximum(spread, 0.0))[:, None] * axes.T
        state = joint.mean(axis=1).reshape(n, -1)
        waves = []
        for couples, from_day, to_day in ((n, 0, ENTRY), (self.panel.stop, ENTRY, ENTRY + 2 * YEAR)):
            state = state[:couples]
            kept: list[Array] = []
            for _ in range(from_day, to_day):
                state = inputs(state, traits[:couples]) @ weights + luck.standard_normal(state.shape) @ noise
                kept = [*kept[1 - MONTH :], state]
            waves.append(np.stack(kept).reshape(MONTH, couples, 2, fields).transpose(1, 2, 0, 3))
        return waves[0], waves[1]


class Shuffled:
    """The model's persons, each b beside the a of the couple before: partners who never met."""

    def __init__(self, studies: Studies) -> None:
        self.studies = studies

    def sample(self, design: str) -> Sample | None:
        """Return the model's sample with partners exchanged among couples; facts of a couple stay with a."""
        found = self.studies.sample(design)
        return found and found._replace(waves={name: _moved(wave) for name, wave in found.waves.items()})


def _moved(wave: Wave) -> Wave:
    def move(values: Array) -> Array:
        return np.stack([values[:, 0], np.roll(values[:, 1], 1, axis=0)], axis=1)

    return wave._replace(people={t: move(v) for t, v in wave.people.items()}, pages=move(wave.pages))


NULLS: Mapping[str, Callable[[Studies], TraitsOnly | Autoregression | Shuffled]] = {
    "traits_only": TraitsOnly,
    "autoregression": Autoregression,
    "shuffled": Shuffled,
}
"""Null models by name."""
