"""The study designs: each simulates one sample, which serves all findings made with that design.

All designs but ``people``, ``households`` and ``culture`` follow the same intact couples: a survey takes them after
half a year (what the first state left is forgotten by then); every other design lives the same days again and goes on
from there. Its couples are those of the survey with the lowest numbers.
"""

from __future__ import annotations

import functools

import numpy as np

from ..layout import EPISODE_A, EPISODE_B, SEEN
from ..parameters import ROW
from ..rules import Episode
from .living import PER_DAY, Source, persons
from .wave import Sample, Wave

MONTH = 28
SCREEN, SURVEY, ENTRY = 122, 150, 178
"""Days: a screening takes SCREEN to SURVEY, the survey SURVEY to ENTRY; whatever is done to couples begins at ENTRY."""
DIARY, FORTNIGHT, YEAR = 21, 14, 365

DESIGNS = (
    "people",
    "survey",
    "diary",
    "panel",
    "trial",
    "education",
    "households",
    "moments",
    "threat",
    "coping",
    "culture",
)
"""Names of the designs, each a property of ``Studies``."""


class Studies(Source):
    """The samples of one version of the model, each simulated when first asked for."""

    def sample(self, design: str) -> Sample | None:
        """Return the sample of a design by its name; ``None``: no such study can be made."""
        found: Sample | None = getattr(self, design) if design in DESIGNS else None
        return found

    @functools.cached_property
    def people(self) -> Sample:
        """Persons at the norms, asked for nothing but their traits (the true ones: they are inputs)."""
        values = self.population({}, None).values(self.seed, self.couples(20, 1_000))
        return Sample({"people": Wave(persons(values), np.empty((values.shape[1], 2, 0, 0)), {}, ())}, 1_000)

    @functools.cached_property
    def intact(self) -> Wave:
        """The couples of most designs, from the screening to the entry."""
        return self.wave(self.couples(20, 150), SCREEN, ENTRY)

    @functools.cached_property
    def survey(self) -> Sample:
        """Couples at large, asked about the last four weeks: 20 studies of 150, such as meta-analyses pool."""
        return Sample({"survey": self.intact.days(MONTH)}, 150)

    @functools.cached_property
    def diary(self) -> Sample:
        """110 couples keep a diary for 21 days: 20 studies of the size of Evraire et al. (2022)."""
        return Sample({"diary": self.intact.part(self.couples(20, 110)).days(-DIARY)}, 110)

    @functools.cached_property
    def panel(self) -> Sample:
        """Couples of the survey, asked again two years later; 10 studies of 100."""
        couple, end = self.couples(10, 100), ENTRY + 2 * YEAR
        first = self.intact.part(couple).days(MONTH)
        return Sample({"first": first, "later": self.wave(couple, end - MONTH, end)}, 100)

    @functools.cached_property
    def trial(self) -> Sample:
        """The least satisfied quarter at a screening: 20 weeks of professional support, or a year of waiting."""
        screened = self.intact.days(0, MONTH).mean("satisfaction").mean(axis=1)
        worst = np.sort(np.argsort(screened, kind="stable")[: len(screened) // 4])
        before = self.intact.days(MONTH)
        spread = np.full(len(worst), before.mean("satisfaction").std())
        before = before.part(worst)
        treated, waited = ENTRY + 140 + MONTH, ENTRY + YEAR
        programme = [{"use": "professional_support", "start": ENTRY}]
        return Sample(
            {
                "before": before._replace(facts={**before.facts, "spread": spread}),
                "treated": self.wave(worst, treated - MONTH, treated, programme),
                "waited": self.wave(worst, waited - MONTH, waited),
            },
            len(worst) // 10,
        )

    @functools.cached_property
    def education(self) -> Sample:
        """Couples at large learn to talk openly, or do not; asked eight to twelve weeks later. 10 studies of 60."""
        couple, end = self.couples(10, 60), ENTRY + 3 * MONTH
        course = [{"use": "talk_openly", "start": ENTRY}]
        taught, untaught = (self.wave(couple, end - MONTH, end, plan) for plan in (course, ()))
        return Sample({"taught": taught, "untaught": untaught}, 60)

    @functools.cached_property
    def households(self) -> Sample:
        """Couples that may part, half of them married: together at day 90, and a year later? 10 studies of 300."""
        couple, begin, married, days, parted = self.couples(10, 300), 90, [], [], []
        for tables in self.lived(couple, begin + YEAR, (), constants={"separation": 1.0, **self.constants}):
            married.append(tables.lives.values[ROW["couple.married"]])
            days.append(tables.runs["days_together"])
            parted.append(tables.runs["separated"])
        together = np.concatenate(days) > begin
        facts = {"married": np.concatenate(married), "together": together * 1.0, "parted": np.concatenate(parted)}
        return Sample({"year": Wave({}, np.empty((len(couple), 2, 0, 0)), facts, ())}, 300)

    @functools.cached_property
    def moments(self) -> Sample:
        """Every episode of two weeks, both partners: 10 studies of 32 couples. No error of measurement: single moments
        are averaged over hundreds."""
        couple, days = self.couples(10, 32), ENTRY + FORTNIGHT
        rows = [[s.first - SEEN[0] + i for i in range(len(Episode._fields))] for s in (EPISODE_A, EPISODE_B)]
        found, values = [], []
        for first in range(0, len(couple), 32):
            for tables in self.lived(couple[first : first + 32], days, ("episodes",)):
                last = tables.episodes()[:, -FORTNIGHT * PER_DAY :]
                found.append(np.stack([last[..., own] for own in rows], axis=1))
                values.append(tables.lives.values)
        people = persons(np.concatenate(values, axis=1))
        return Sample({"moments": Wave(people, np.concatenate(found), {}, Episode._fields)}, 32)

    @functools.cached_property
    def threat(self) -> Sample:
        """Partner a meets a small or a great shock; both are watched that day: 15 studies of 88, as in the two
        laboratory studies (83 and 93 couples)."""
        couple = self.couples(15, 88)

        def arm(shock: float) -> Wave:
            return self.wave(couple, ENTRY, ENTRY + 1, [{"shock": shock, "day": ENTRY, "for": "a"}])

        return Sample({"low": arm(0.1), "high": arm(0.6)}, 88)

    @functools.cached_property
    def coping(self) -> Sample:
        """The half whose partner a is more anxious: for two weeks b's answers encourage coping, or no bid is answered.
        10 studies of 50."""
        couple = self.couples(20, 50)
        anxiety = self.intact.trait("anxiety")[couple, 0]
        upper = np.sort(np.argsort(anxiety, kind="stable")[len(couple) // 2 :])

        def arm(path: str, to: float) -> Wave:
            return self.wave(upper, ENTRY, ENTRY + FORTNIGHT, [{"set": path, "to": to, "start": ENTRY}])

        return Sample({"support": arm("b.encouragement", 1.0), "withhold": arm("constants.answer_base", -8.0)}, 50)

    @functools.cached_property
    def culture(self) -> Sample:
        """Two cultures, and in each two weeks of b's reassurance in words or in acts: 10 studies of 50 couples each."""
        couple, end = self.couples(10, 50), ENTRY + FORTNIGHT

        def arm(culture: str, words: float) -> Wave:
            return self.wave(couple, SURVEY, end, [{"set": "b.words_given", "to": words, "start": ENTRY}], culture)

        return Sample(
            {
                f"{c}_{name}": arm(c, words)
                for c in ("expressive", "reserved")
                for name, words in (("words", 0.9), ("acts", 0.1))
            },
            50,
        )
