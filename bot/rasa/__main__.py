"""`rasa run` with its token from the environment: on a command line every user of the machine could read it.

Runs in the assistant's environment (Python 3.10).
"""

import os
import sys
import warnings


def main() -> None:
    """Hands over to Rasa's own command line, with what we always want put before what was asked."""
    warnings.simplefilter("ignore")  # of Rasa's own age; nothing of ours warns here
    from rasa.__main__ import main as rasa

    from bot.rasa import quick, wordless

    quick.install()
    wordless.install()
    token = ["--auth-token", os.environ["RASA_TOKEN"]] if os.environ.get("RASA_TOKEN") else []
    sys.argv = ["rasa", "run", "--enable-api", *token, *sys.argv[1:]]
    rasa()


if __name__ == "__main__":
    main()
