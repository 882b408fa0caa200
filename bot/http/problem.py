"""Errors as `application/problem+json` (RFC 9457): a stable code for programs, a plain sentence for people."""

from __future__ import annotations

import json
import logging
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException

from bot.core.errors import AinaError

log = logging.getLogger("aina.http")
CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 408: "timed_out"}
SENTENCES = {
    "not_found": "There is nothing at this address.",
    "method_not_allowed": "This address does not take that method.",
    "too_large": "The request is larger than what is taken here.",
    "bad_request": "The request could not be understood.",
    "timed_out": "The request took too long to arrive.",
    "error": "Something went wrong on our side.",
}


def problem(status: int, code: str, title: str, **extra: Any) -> HTTPResponse:
    """A problem document."""
    body = {"type": "about:blank", "status": status, "code": code, "title": title, "detail": title, **extra}
    headers = {"Retry-After": str(extra["retry_after_s"])} if "retry_after_s" in extra else {}
    text = json.dumps(body, ensure_ascii=False)
    return HTTPResponse(text, status, headers, content_type="application/problem+json")


def of_error(error: AinaError, **more: str) -> HTTPResponse:
    """Our own errors. `more`: said besides."""
    return problem(error.status, error.code, error.title, **error.extra, **more)


def of_anything(_request: Request, error: Exception) -> HTTPResponse:
    """The last resort: whatever else was raised. What it was stands in the log only."""
    status = error.status_code if isinstance(error, SanicException) else 500
    code = CODES.get(status, "bad_request" if 400 <= status < 500 else "error")
    if status >= 500:
        log.error("http.failed", exc_info=error)
    answer = problem(status, code, SENTENCES[code])
    answer.headers.update(_told(error))
    return answer


def _told(error: Exception) -> dict[str, str]:
    """The headers that belong to a refusal: which methods there are (405), how long the file is (416)."""
    headers = error.headers if isinstance(error, SanicException) else {}
    return {name: str(value) for name, value in (headers or {}).items() if name in ("Allow", "Content-Range")}
