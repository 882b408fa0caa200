"""`part_of_lock.py LOCK NAME...`: installs these packages of a lock file with all that they need, and nothing else of it.

Versions and hashes are the lock's. Runs in the environment that it fills.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

WANTED = re.compile(r"requires ([\w.-]+), which is not installed")


def plain(name: str) -> str:
    """A package's name in its one normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> dict[str, str]:
    """Each package of the lock file with its lines; some have several, for several platforms."""
    found: dict[str, str] = {}
    for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        if name := re.match(r"[\w.-]+", entry):
            found[plain(name[0])] = found.get(plain(name[0]), "") + entry
    return found


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The pip of this environment."""
    return subprocess.run([sys.executable, "-m", "pip", *arguments], stdout=subprocess.PIPE, text=True)  # noqa: S603


def install(lock: dict[str, str], names: Iterable[str]) -> None:
    """Installs packages as they are locked."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(lock[name] for name in names))
        file.flush()
        options = ("--no-cache-dir", "--no-deps", "--require-hashes", "--progress-bar", "off")
        pip("install", *options, "-r", file.name).check_returncode()


def main() -> str | None:
    """What went wrong, or None."""
    lock = entries(Path(sys.argv[1]).read_text("utf-8"))
    missing, asked = {plain(name) for name in sys.argv[2:]}, set[str]()
    while missing:
        if strangers := sorted((missing - lock.keys()) | (missing & asked)):
            return f"{sys.argv[1]} does not bring {', '.join(strangers)}."
        asked |= missing
        install(lock, sorted(missing))
        missing = {plain(name) for name in WANTED.findall(pip("check").stdout)}
    return pip("check").stdout if pip("check").returncode else None


if __name__ == "__main__":
    sys.exit(main())
