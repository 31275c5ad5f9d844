"""What a run is: tables, and where they came from. No plotting here."""

from .observed import Observed
from .result import SCHEDULED, Result
from .saved import load

__all__ = ["SCHEDULED", "Observed", "Result", "load"]
