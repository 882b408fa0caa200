"""A person's line that only says that they are still at it: it keeps the customer company and answers nothing.

Short, and it begins, after a greeting or thanks, with finding out, looking, reading, or a moment. Where an answer
happens to begin so, nothing is lost: its owner is asked, and says that it is kept.
"""

from __future__ import annotations

import re

LONGEST = 120
"""Characters. What is longer says something."""
_BEGINS = re.compile(
    r"\W*(?:(?:hei|moi|hi|hello|hej)\b\W*)?(?:(?:kiitos|thank you|thanks|tack)\b[^.!?]*[.!?]\s*)?(?:"
    r"(?:pieni )?hetki\b|hetkinen|odot(?:a|tele|atko)\b|selvit(?:än|ämme|telen|telemme)\b|tarkist(?:an|amme|elen)\b"
    r"|katson\b|luen\b|tutkin\b|palaan\b"
    r"|(?:i'm|i am|we're|we are) (?:still )?(?:finding out|looking|checking|working|on it)\b"
    r"|(?:i'll|i will|we'll|we will) (?:find out|look into|check|read|get back|come back)\b"
    r"|(?:still|just) (?:finding out|looking|checking)\b|let me (?:check|look|find out)\b|(?:one|a|just a) moment\b"
    r"|(?:jag|vi) (?:reder|utreder|kollar|kontrollerar|läser|undersöker|återkommer|tar (?:ännu )?reda)\b|ett ögonblick\b"
    r")",
    re.IGNORECASE,
)


def only_holds(text: str) -> bool:
    """Whether a line says no more than that its writer is still at it."""
    return len(text) <= LONGEST and _BEGINS.match(text.replace("’", "'")) is not None
