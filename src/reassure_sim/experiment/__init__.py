"""From a config file to a results folder: checked, run on all cores, saved so that nothing is lost."""

from .errors import ConfigError, ExperimentError, Fault
from .folder.store import Store, write
from .outcome import Outcome, Progress
from .plan import Experiment, FigureRequest, Limits, Replicates
from .reading.config import load, loads
from .runner import run

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
