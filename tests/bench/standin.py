"""The tests' stand-in assistant as a process of its own, for figures that are not about Rasa."""

from __future__ import annotations

import sys

from bot.__main__ import listening
from tests.harness import FakeAssistant

if __name__ == "__main__":
    FakeAssistant().app().run(
        sock=listening("127.0.0.1", int(sys.argv[1])), single_process=True, access_log=False, motd=False
    )
