"""From a config file to a results folder: checked, run on all cores, saved so that nothing is lost."""

from .config import load, loads
from .errors import ConfigError, ExperimentError, Fault
from .plan import Experiment, FigureRequest, Limits, Replicates
from .runner import Outcome, Progress, run
from .store import Store, write

__all__ = [
    "ConfigError",
    "Experiment",
    "ExperimentError",
    "Fault",
    "FigureRequest",
    "Limits",
    "Outcome",
    "Progress",
    "Replicates",
    "Store",
    "load",
    "loads",
    "run",
    "write",
]
