"""The common base of request models."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _shows(text: str) -> str:
    if _HIDDEN.search(text):
        raise ValueError("must have no control characters")
    return text


Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_shows)]


class Body(BaseModel):
    """Strict: a number is no text. Unknown fields are ignored (contract)."""

    model_config = ConfigDict(strict=True, extra="ignore")


class SeenUpTo(Body):
    """The newest event that was on the screen."""

    event_id: Id
