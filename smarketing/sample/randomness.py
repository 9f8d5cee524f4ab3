"""Random streams: one per purpose, so that a change in one part leaves the others as they were."""

import zlib
from collections.abc import Sequence

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return the random stream of a purpose, always the same for a seed."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def choose(generator: np.random.Generator, shares: Sequence[float], size: int) -> np.ndarray:
    """Draw codes 0..k-1 (int8) with the given shares, which need not add up to one."""
    borders = np.cumsum(shares) / np.sum(shares)
    return np.searchsorted(borders, generator.random(size), side="right").astype(np.int8)


def choose_by_row(generator: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """Draw one code per row of a matrix of shares (rows × codes)."""
    borders = np.cumsum(shares, axis=1)
    drawn = generator.random(len(shares))[:, None] * borders[:, -1:]
    return (drawn >= borders).sum(axis=1).astype(np.int8)


def sigmoid(values: np.ndarray) -> np.ndarray:
    """Return the logistic function of log odds."""
    return 1.0 / (1.0 + np.exp(-values))
