"""What is measured of a society: regimes, likeness of friends, cascades, norms, shocks, export, places.

Functions of arrays: nothing here simulates. Regimes and partings are couples', so their measures take the network of
couples (``couples_network``); norms and comfort are read at the society's own nodes.
"""

from .assortativity import assortativity, numeric_assortativity
from .cascades import Cascades, cascades, like_degree
from .clustering import clustering
from .columns import SOCIETY_COLUMNS, society_row
from .export import STATES, graph, states, write_graphml
from .layout import communities, layout
from .neighbours import couples_network, friendships
from .polarisation import NORMS, Polarisation, norms_over_time, polarisation
from .shares import shares
from .spread import UNREACHED, distances, spread
from .told import Account, account, told

__all__ = [
    "NORMS",
    "SOCIETY_COLUMNS",
    "STATES",
    "UNREACHED",
    "Account",
    "Cascades",
    "Polarisation",
    "account",
    "assortativity",
    "cascades",
    "clustering",
    "communities",
    "couples_network",
    "distances",
    "friendships",
    "graph",
    "layout",
    "like_degree",
    "norms_over_time",
    "numeric_assortativity",
    "polarisation",
    "shares",
    "society_row",
    "spread",
    "states",
    "told",
    "write_graphml",
]
