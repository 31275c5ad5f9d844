"""The society of a population: its people, paired, and where each of them stands in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..block import Lives
from ..interventions import schedule
from ..networks import Built, Description, Network
from ..networks.chance import fractions
from ..parameters import ParameterError, Problem
from ..scenario import CULTURES
from ..sheet import Sheet
from ..society import Society
from ..society.pairing import matched
from .friends import count_singles
from .norms import LIKENESS, Spread

if TYPE_CHECKING:
    from .population import Population

PLACES = 1039
"""The owner of the luck of where singles stand in a network; see ``draws``."""

_ALONE = LIKENESS.model_copy(update={"anxiety_partners": 0.0, "avoidance_partners": 0.0})


class Gathered(NamedTuple):
    """The lives of a society, couples first and then two singles each, with what is scheduled; and who knows whom."""

    lives: Lives
    society: Society


def gathered(people: Population, seed: int) -> Gathered:
    """Return the society of a population: its people, paired, placed in the network; ``seed`` in [0, 2**64).

    Raises:
        ParameterError: no network, or people cannot be paired as asked for.
    """
    if people.network is None:
        raise ParameterError([Problem("network", "a society needs one, like {'kind': 'watts_strogatz'}")])
    couples = int(people.couples)
    built = _placed(people.network, couples, count_singles(couples, people.singles), seed)
    lives = couples + -(-(len(built.node) - 2 * couples) // 2)
    node = np.full(2 * lives, -1, np.int64)
    node[: len(built.node)] = built.node
    numbers = np.arange(lives, dtype=np.int64)
    values = _people(people, seed, numbers, couples, built.network, node)
    seeds, none = np.full(lives, seed, np.uint64), np.zeros(lives, np.int64)
    community = None
    if built.network.block is not None:
        names = np.array([*built.network.block_names, ""], object)
        community = names[np.where(node[::2] >= 0, built.network.block[node[::2]], -1)]
    changes = schedule(people.interventions, values, seeds, numbers, people.days, people.episodes_per_day, community)
    bond = people.heterogeneity * Spread(**people.spread).bond
    society = Society(built.network, node, couples, int(people.every), people.repairing, bond)
    return Gathered(Lives(values, seeds, none, numbers, changes=changes), society)


def _placed(network: Description, couples: int, singles: int, seed: int) -> Built:
    """Return the network and everybody's node; singles stand anywhere among the couples."""
    if network.form.get("nodes") == "persons" or not singles:
        return network.build(couples, seed)
    built = network.build(couples + singles, seed)
    place = np.argsort(fractions(seed, PLACES, np.arange(couples + singles, dtype=np.int64))[0], kind="stable")
    node = np.concatenate([np.repeat(place[:couples], 2), place[couples:]])
    return Built(built.network, node)


def _people(
    people: Population,
    seed: int,
    numbers: NDArray[np.int64],
    couples: int,
    network: Network,
    node: NDArray[np.int64],
) -> Sheet:
    """Return the parameters of all lives: by culture where communities are cultures, paired where that is asked for."""
    likeness = LIKENESS if people.pairing is None else _ALONE
    named = people.culture is None and network.block is not None and set(network.block_names) <= set(CULTURES)
    if named and network.block is not None:
        cultures = [people.people(seed, numbers, name, likeness) for name in network.block_names]
        own = network.block[node].reshape(-1, 2)
        found = {
            path: np.choose(own[:, 1 if path.startswith("b.") else 0], [one[path] for one in cultures])
            for path in cultures[0]
        }
    else:
        found = people.people(seed, numbers, people.culture, likeness)
    if people.pairing is not None:
        trait, correlation = people.pairing["trait"], people.pairing["correlation"]
        order = matched(found[f"a.{trait}"][:couples], found[f"b.{trait}"][:couples], correlation, seed)
        order = np.concatenate([order, numbers[couples:]])
        found = {path: own[order] if path.startswith("b.") else own for path, own in found.items()}
    return people.sheet(found, len(numbers))
