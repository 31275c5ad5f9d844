"""Many couples as they differ in a population: norms, spreads, sampling, and the choice of some of them."""

from .conditions import lives_fit, outcomes
from .norms import LIKENESS, NORMS, STYLE_CUT, STYLES, Likeness, Norms, Spread
from .population import Population, plain
from .selection import Chosen, choose, styles
from .society import Gathered, gathered

__all__ = [
    "LIKENESS",
    "NORMS",
    "STYLES",
    "STYLE_CUT",
    "Chosen",
    "Gathered",
    "Likeness",
    "Norms",
    "Population",
    "Spread",
    "choose",
    "gathered",
    "lives_fit",
    "outcomes",
    "plain",
    "styles",
]
