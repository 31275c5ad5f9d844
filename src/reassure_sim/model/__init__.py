"""The Mesa model: the same rules as agents, for looking inside and for changing how a partner decides."""

from .model import ReassuranceModel
from .recording import live

__all__ = ["ReassuranceModel", "live"]
