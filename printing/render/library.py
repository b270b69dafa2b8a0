"""python-escpos, loaded without what its import leaves behind.

Its import parses a 96 KB table with a YAML parser (118 ms), reads and writes a pickle in a
directory of its own making, which it never removes, and sets up logging. Here it finds a pickle
just made from its own table, in a private directory that is gone afterwards: no litter, no slow
parse, and nobody else's pickle is ever read.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import platform
import tempfile
import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_lock = threading.Lock()


def dummy() -> Any:
    """Make a python-escpos printer that keeps its bytes in `.output`."""
    with _lock:
        factory = _load()
    return factory()


@cache
def _load() -> Any:
    handlers = list(logging.getLogger().handlers)
    before, directory = os.environ.get(_VARIABLE), tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="slipway-escpos-") as private:
        _write_pickle(Path(private))
        os.environ[_VARIABLE] = tempfile.tempdir = private
        try:
            from escpos.printer import Dummy  # noqa: PLC0415 (the import is what is prepared)
        finally:
            tempfile.tempdir = directory
            os.environ.pop(_VARIABLE)
            if before is not None:
                os.environ[_VARIABLE] = before
    logging.getLogger().handlers[:] = handlers
    return Dummy


def _write_pickle(directory: Path) -> None:
    spec = find_spec("escpos")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("escpos")
    table = Path(spec.origin).with_name("capabilities.json").read_text(encoding="utf-8")
    target = directory / f"{platform.python_version()}.capabilities.pickle"
    target.write_bytes(pickle.dumps(json.loads(table), protocol=2))
