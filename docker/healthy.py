"""`healthy.py PORT PATH`: ends well when the part in this container answers 200; PORT names the variable that holds it."""

import http.client
import os
import sys

WAIT_S = 3.0


def main() -> str | None:
    """What is wrong, or None."""
    port, path = os.environ[sys.argv[1]], sys.argv[2]
    if path == "/status" and os.environ.get("RASA_TOKEN"):
        path += f"?token={os.environ['RASA_TOKEN']}"
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=WAIT_S)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except OSError as error:
        return str(error)
    return None if status == 200 else f"status {status}"


if __name__ == "__main__":
    sys.exit(main())
