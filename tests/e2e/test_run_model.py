"""When the assistant is trained anew, and that a model is in place only when it is whole."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.run import model

FILES = {
    "config.yml": "recipe: default.v1",
    "domain.yml": "intents: [greet]",
    "data/nlu/greet.yml": "- hei",
    "data/rules/talk.yml": "rules",
    "bot/nlu/words.py": "from bot.core import plain\n",
    "bot/core/plain.py": "import re\n",
    "bot/core/promise.py": "import re\n",
    "requirements/assistant.txt": "numpy==1.0 \\\n    --hash=sha256:0\nrasa==3.6.21 \\\npytest==8.0 \\\n",
}
# Stands in for `python -m rasa train …`: the options are Rasa's, the work is not.
TRAINS = """#!{python}
import sys, pathlib
print("Starting to train component 'IntentClassifier'.", flush=True)
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
(out / "aina.tar.gz").write_text("trained")
(pathlib.Path(__file__).parent / "trained").open("a").write("x")
"""
FAILS = "#!{python}\nprint('No training data')\nraise SystemExit(1)\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(model, "ROOT", tmp_path)
    monkeypatch.setattr(model, "MODELS", tmp_path / "models")
    rasa(tmp_path, monkeypatch, TRAINS)
    return tmp_path


def rasa(root: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = root / "python"
    program.write_text(script.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setattr(model, "ASSISTANT_PYTHON", program)


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "data/nlu/greet.yml",
        "data/rules/talk.yml",
        "bot/nlu/words.py",
        "bot/core/plain.py",
    ],
)
def test_a_change_of_data_or_of_the_code_it_is_read_by_asks_for_another_model(root: Path, name: str) -> None:
    before = model.fitting()
    (root / name).write_text(FILES[name] + "\n# changed")
    assert model.fitting() != before


def test_a_change_elsewhere_in_the_core_keeps_the_model(root: Path) -> None:
    before = model.fitting()
    (root / "bot/core/promise.py").write_text("import math\n")
    assert model.fitting() == before


def test_another_rasa_asks_for_another_model_and_another_pytest_does_not(root: Path) -> None:
    before, lock = model.fitting(), root / "requirements/assistant.txt"
    lock.write_text(FILES["requirements/assistant.txt"].replace("pytest==8.0", "pytest==8.1"))
    assert model.fitting() == before
    lock.write_text(FILES["requirements/assistant.txt"].replace("rasa==3.6.21", "rasa==3.6.22"))
    assert model.fitting() != before


async def test_it_is_trained_once_and_then_reused(root: Path) -> None:
    said: list[str] = []
    trained = await model.ready(said.append, root / "train.log")
    assert trained.read_text() == "trained"
    assert "  training IntentClassifier" in said
    assert await model.ready(said.append, root / "train.log") == trained
    assert (root / "trained").read_text() == "x"


async def test_two_that_ask_at_once_train_once(root: Path) -> None:
    said: list[str] = []
    first, second = await asyncio.gather(*(model.ready(said.append, root / "train.log") for _ in range(2)))
    assert first == second
    assert (root / "trained").read_text() == "x"


async def test_a_failed_training_names_the_log_and_leaves_no_model(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa(root, monkeypatch, FAILS)
    with pytest.raises(model.TrainingFailed, match=r"train\.log"):
        await model.ready(print, root / "train.log")
    assert (root / "train.log").read_text() == "No training data\n"
    assert [file.name for file in (root / "models").iterdir()] == [".lock"]


def numbers(log: Path) -> list[int]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [int(line) for line in lines if line.isdecimal()]


async def test_a_training_that_is_broken_off_leaves_nothing_running(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa(root, monkeypatch, TRAINS + "import os, time; print(os.getpid(), flush=True); time.sleep(600)\n")
    log = root / "train.log"
    training = asyncio.create_task(model.ready(lambda _: None, log))
    async with asyncio.timeout(10):
        while not (pids := numbers(log)):
            await asyncio.sleep(0.01)
    training.cancel()
    with pytest.raises(asyncio.CancelledError):
        await training
    assert [file.name for file in (root / "models").iterdir()] == [".lock"]
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


async def test_old_models_are_cleared_away(root: Path) -> None:
    for number in range(6):
        (root / "data/nlu/greet.yml").write_text(f"- hei {number}")
        newest = await model.ready(lambda _: None, root / "train.log")
    kept = list((root / "models").glob("*.tar.gz"))
    assert len(kept) == model.KEPT
    assert newest in kept
