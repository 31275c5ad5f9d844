"""Parameters of very many lives, of which most are the same for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .parameters import PATHS


class Sheet:
    """An array of (len(PATHS), n) numbers to read, of which rows that all lives share are kept once.

    common: (len(PATHS),); own: row -> (n,), what differs. A million couples take a fifth of the memory of the array;
    ``numpy.asarray`` makes the array itself. Read like it: ``sheet[row]``, ``sheet[rows]``, ``sheet[:, lives]``,
    ``sheet[rows, life]``, each row on its own as an array that may not be written to.
    """

    def __init__(self, common: NDArray[np.float64], own: Mapping[int, NDArray[np.float64]], n: int) -> None:
        self.common, self.own, self.n = common, dict(own), n

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the array."""
        return len(PATHS), self.n

    def __len__(self) -> int:
        return len(PATHS)

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        return (self._row(row) for row in range(len(PATHS)))

    def _row(self, row: int) -> NDArray[np.float64]:
        return self.own[row] if row in self.own else np.broadcast_to(self.common[row], self.n)

    def __getitem__(self, key: Any) -> Any:
        rows, lives = key if isinstance(key, tuple) else (key, slice(None))
        if isinstance(rows, slice) and rows == slice(None) and isinstance(lives, slice):
            own = {row: values[lives] for row, values in self.own.items()}
            return Sheet(self.common, own, len(range(*lives.indices(self.n))))
        if isinstance(rows, (int, np.integer)):
            return self._row(int(rows))[lives]
        chosen = range(*rows.indices(len(PATHS))) if isinstance(rows, slice) else [int(row) for row in rows]
        return np.array([self._row(row)[lives] for row in chosen])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float64]:
        found = np.repeat(self.common[:, None], self.n, axis=1)
        for row, values in self.own.items():
            found[row] = values
        return found if dtype is None else found.astype(dtype)
