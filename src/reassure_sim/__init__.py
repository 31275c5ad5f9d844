"""reassure_sim: an agent-based simulation of how reassurance helps or exhausts a couple."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.6.1"

MODEL_VERSION = "3"
"""Changes whenever the same parameters and seed give other numbers; CHANGELOG.md says why."""

if TYPE_CHECKING:
    from .analysis.twins import twins
    from .engines import simulate
    from .mechanisms import KNOCKOUTS
    from .model import ReassuranceModel
    from .parameters import ParameterError, Parameters
    from .population import Population
    from .result import Result, load
    from .scenario import CULTURES, PRESETS, Scenario

_HOMES = {
    "CULTURES": "scenario",
    "KNOCKOUTS": "mechanisms",
    "PRESETS": "scenario",
    "ParameterError": "parameters",
    "Parameters": "parameters",
    "Population": "population",
    "ReassuranceModel": "model",
    "Result": "result",
    "Scenario": "scenario",
    "load": "result",
    "simulate": "engines",
    "twins": "analysis.twins",
}

__all__ = [
    "CULTURES",
    "KNOCKOUTS",
    "MODEL_VERSION",
    "PRESETS",
    "ParameterError",
    "Parameters",
    "Population",
    "ReassuranceModel",
    "Result",
    "Scenario",
    "__version__",
    "load",
    "simulate",
    "twins",
]


def __getattr__(name: str) -> Any:
    """Import public names when first used: importing the package itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reassure_sim' has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f".{_HOMES[name]}", __name__)
    return getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
