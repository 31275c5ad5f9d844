"""Networks of friendships: generated, read from files, or taken from ``networkx``; who hears whom."""

from .described import NODES, Built, Description, described
from .files import MAX_BYTES, read_network
from .generated import barabasi_albert, stochastic_block, watts_strogatz
from .links import Links
from .network import Network
from .ranges import KINDS, homophily

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "NODES",
    "Built",
    "Description",
    "Links",
    "Network",
    "barabasi_albert",
    "described",
    "homophily",
    "read_network",
    "stochastic_block",
    "watts_strogatz",
]
