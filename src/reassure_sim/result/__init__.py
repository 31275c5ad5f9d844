"""What a run is: tables, and where they came from. No plotting here."""

from .observed import Observed
from .result import BROUGHT, SCHEDULED, TRAITS, Result
from .saved import load

__all__ = ["BROUGHT", "SCHEDULED", "TRAITS", "Observed", "Result", "load"]
