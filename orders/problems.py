"""Errors as application/problem+json (RFC 9457) with a stable code."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """What went wrong: `status` for HTTP, `code` for programs, `detail` for people, `more` beside them."""

    def __init__(self, status: int, code: str, detail: str, more: dict[str, Any] | None = None) -> None:
        """Keeps the four parts."""
        super().__init__(detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more or {}

    def body(self) -> dict[str, Any]:
        """The JSON to send."""
        return {
            "type": "about:blank",
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.more,
        }
