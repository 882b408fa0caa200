"""The stock Rasa pipeline on the same sentences: trained on request (a quarter of an hour), its figures kept by data hash."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.run.parts import ASSISTANT_PYTHON, QUIET_RASA
from tests.eval import sets
from tests.eval.measures import of
from tests.eval.reader import Reader
from tests.eval.scores import accuracy, figure, macro_f1, percentile, share
from tests.harness import ROOT, free_port

KEPT = ROOT / "tests/eval/stock.json"
EPOCHS = 10  # on 21,000 sentences about 75 s each on a core of its own
CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "language": "fi",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
}


def data_hash() -> str:
    """Of the intents' sentences."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kept() -> dict[str, Any]:
    """The figures of the last training, with the hash of what it was trained on; empty when there was none."""
    return dict(json.loads(KEPT.read_text("utf-8"))) if KEPT.exists() else {}


def measure() -> dict[str, Any]:
    """Trains it anew and keeps its figures."""
    with tempfile.TemporaryDirectory(prefix="aina-stock-") as place:
        folder = Path(place)
        _train(folder)
        with _serving(folder) as reader:
            found = {"data": data_hash(), "epochs": EPOCHS, **_figures(reader)}
    KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    return found


def _train(folder: Path) -> None:
    (folder / "config.yml").write_text(yaml.safe_dump(CONFIG, sort_keys=False), "utf-8")
    command = [
        *("train", "nlu", "--nlu", "data/nlu", "--config", str(folder / "config.yml")),
        *("--domain", "domain.yml", "--out", str(folder), "--fixed-model-name", "stock"),
    ]
    _rasa(command, check=True)


def _rasa(command: list[str], check: bool) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **QUIET_RASA}
    return subprocess.run([str(ASSISTANT_PYTHON), "-m", "rasa", *command], cwd=ROOT, env=env, check=check)


@contextmanager
def _serving(folder: Path) -> Iterator[Reader]:
    port = free_port()
    command = ["run", "--enable-api", "-m", str(folder / "stock.tar.gz"), "-i", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        [str(ASSISTANT_PYTHON), "-m", "rasa", *command], cwd=folder, env={**os.environ, **QUIET_RASA}
    )
    try:
        _wait(f"http://127.0.0.1:{port}/status")
        yield Reader(f"http://127.0.0.1:{port}", "")
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            if httpx.get(url, trust_env=False, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise TimeoutError(url)


def _figures(reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in sets.LANGUAGES:
        pairs = [(row.known["intent"], reader.intent(row.text)) for row in of("intents", language)]
        outside = [found == "out_of_scope" for true, found in pairs if true == "out_of_scope"]
        wishes = of("human", language)
        asked = [reader.intent(row.text) == "contact_human" for row in wishes if row.known["wants_human"]]
        alike = [reader.intent(row.text) == "contact_human" for row in wishes if not row.known["wants_human"]]
        found[language] = {
            "intent accuracy": str(figure(pairs, accuracy)),
            "intent macro F1": str(figure(pairs, macro_f1)),
            "out of scope not answered as if known": str(figure(outside, share)),
            "human request recall (gateway included)": str(figure(asked, share)),
            "false human requests on look-alikes": str(figure(alike, share)),
        }
    public = [(row.known["intent"], reader.intent(row.text)) for row in sets.public("intents_en")]
    found["en"]["public: intent macro F1"] = str(figure(public, macro_f1))
    found["parse_p50_ms"] = round(percentile(reader.seconds, 0.5) * 1000, 1)
    found["parse_p95_ms"] = round(percentile(reader.seconds, 0.95) * 1000, 1)
    return found
