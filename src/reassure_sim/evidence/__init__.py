"""The evidence: published findings, the studies that made them, and what the model makes of them.

``register()`` lists the findings; ``score()`` simulates their studies and judges the model by them;
``calibration_statistics()`` gives the estimates that constants may be fitted to, and never looks at a test finding.
"""

from .designs import DESIGNS, Studies
from .findings import NOT_READ, Claim, Finding, Verdict, register
from .scoring import Estimate, Score, calibration_statistics, judged, score, studied
from .statistics import STATISTICS
from .wave import Sample, Wave

__all__ = [
    "DESIGNS",
    "NOT_READ",
    "STATISTICS",
    "Claim",
    "Estimate",
    "Finding",
    "Sample",
    "Score",
    "Studies",
    "Verdict",
    "Wave",
    "calibration_statistics",
    "judged",
    "register",
    "score",
    "studied",
]
