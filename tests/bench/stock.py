"""What everybody gets from `rasa init`: made and trained once, kept in the user's cache, never committed.

It is trained only when asked for (`--train-stock`): TED and its like take two minutes.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from bot.run.parts import ASSISTANT_PYTHON, QUIET_RASA, ROOT

PROJECT = "lib/python3.10/site-packages/rasa/cli/initial_project"
VERSIONS = re.compile(r"^(?:rasa|tensorflow|numpy|scipy|scikit-learn)==\S+", re.MULTILINE)
"""What its model depends on; what else ours needs is nothing to it."""
LONGEST_S = 1200
# What a stock bot understands, as its own NLU data has it.
LINES = (
    "hello", "hi there", "good morning", "are you a bot?", "am I talking to a human?", "I am feeling very good",
    "great", "so sad", "I am sad", "not good", "yes", "no", "of course", "never", "I'm so happy", "extremely sad",
    "bye", "see you later", "good night", "goodbye",
)  # fmt: skip


def place() -> Path:
    """Where the project for this Rasa lies, or would lie: its name is a digest of what it is made from."""
    found = hashlib.sha256()
    template = ROOT / ".venv-assistant" / PROJECT
    for file in sorted(template.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            found.update(str(file.relative_to(template)).encode() + b"\0" + file.read_bytes())
    found.update(repr(VERSIONS.findall((ROOT / "requirements/assistant.txt").read_text())).encode())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "aina-bench" / f"stock-{found.hexdigest()[:12]}"


def model() -> Path | None:
    """Its trained model; None: not trained so far."""
    return next((place() / "models").glob("*.tar.gz"), None)


def train() -> None:
    """Makes and trains it, all or nothing."""
    if model():
        return
    half = place().with_suffix(f".{os.getpid()}")
    half.mkdir(parents=True)
    with (half / "train.log").open("wb") as log:
        done = subprocess.run(
            [str(ASSISTANT_PYTHON), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(half)],
            cwd=half, env={**os.environ, **QUIET_RASA}, stdout=log, stderr=log, timeout=LONGEST_S,
        )  # fmt: skip
    if done.returncode or not list((half / "models").glob("*.tar.gz")):
        raise RuntimeError(f"rasa init failed: see {half / 'train.log'}")
    shutil.rmtree(place(), ignore_errors=True)
    half.rename(place())


def command(port: int) -> tuple[list[str], Path]:
    """How it is started, and where: as its owner would, on loopback."""
    where = ["-i", "127.0.0.1", "-p", str(port), "--enable-api"]
    return [str(ASSISTANT_PYTHON), "-m", "rasa", "run", *where], place()
