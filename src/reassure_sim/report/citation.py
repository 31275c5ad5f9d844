"""How to cite the package, and what its numbers rest on."""

from __future__ import annotations

from importlib import metadata

TITLE = "reassure_sim: an agent-based simulation of reassurance dynamics in couples"
AUTHORS = "The reassure_sim developers"

WORKS = {
    "odd": "Grimm, V., et al. (2020). The ODD protocol for describing agent-based and other simulation models: A "
    "second update to improve clarity, replication, and structural realism. Journal of Artificial Societies and "
    "Social Simulation, 23(2), 7.",
    "wilson": "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of "
    "the American Statistical Association, 22(158), 209-212.",
    "morris": "Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. "
    "Technometrics, 33(2), 161-174.",
    "saltelli": "Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M., & Tarantola, S. (2010). Variance "
    "based sensitivity analysis of model output. Computer Physics Communications, 181(2), 259-270.",
    "salib": "Herman, J., & Usher, W. (2017). SALib: An open-source Python library for sensitivity analysis. Journal "
    "of Open Source Software, 2(9), 97.",
}
"""What a methods paragraph refers to."""


def citation(version: str, model_version: str) -> str:
    """Return how results of a version of the package and of the model are cited."""
    named = f"{TITLE} (version {version}, model version {model_version})"
    return f"{AUTHORS}. {named} [Computer software]. {licence()} licence."


def licence() -> str:
    """Return the licence under which the package was installed."""
    return str(metadata.metadata("reassure-sim")["License-Expression"])
