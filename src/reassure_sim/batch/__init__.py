"""The batch engine: the rules, compiled; threads share nothing but what friends showed the evening before."""

from .living import live
from .society import live_society

__all__ = ["live", "live_society"]
