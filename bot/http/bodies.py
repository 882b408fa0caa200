"""The common base of request models."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=200)]


class Body(BaseModel):
    """Strict: a number is no text. Unknown fields are ignored (contract)."""

    model_config = ConfigDict(strict=True, extra="ignore")
