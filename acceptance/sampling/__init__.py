"""Sampling: which villages and households are visited, reproducible by anybody from the published list hash and
seed.
"""

from acceptance.sampling.draw import DrawDesign, draw, expand
from acceptance.sampling.errors import SamplingError
from acceptance.sampling.frames import frame_from, list_hash, list_text
from acceptance.sampling.result import Draw, design_rows
from acceptance.sampling.seeds import Seed, commitment, seed_for

__all__ = [
    "Draw",
    "DrawDesign",
    "SamplingError",
    "Seed",
    "commitment",
    "design_rows",
    "draw",
    "expand",
    "frame_from",
    "list_hash",
    "list_text",
    "seed_for",
]
