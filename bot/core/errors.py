"""One error tree. A leaf says what went wrong (`code`, for programs), how to say it to a person, and its HTTP status.

The codes are stable: outside programs rely on them (see docs/protocol.md and RFC 9457).
"""

from __future__ import annotations

from typing import Any


class AinaError(Exception):
    """Base of every error of ours.

    Attributes:
        code: stable key for programs.
        status: the HTTP status this error becomes at the edge.
        title: one plain sentence for people.
        extra: further members of the problem document (RFC 9457, section 3.2).
    """

    code = "error"
    status = 500
    title = "Something went wrong on our side."

    def __init__(self, title: str | None = None, *, code: str | None = None, **extra: Any) -> None:
        self.title = title or self.title
        self.code = code or self.code
        self.extra = extra
        super().__init__(self.title)


class Invalid(AinaError):
    """What came in cannot be understood. `extra['field']` names the part, where known."""

    code = "invalid"
    status = 400
    title = "The request could not be understood."


class NotAllowed(AinaError):
    """Known, but not entitled to this."""

    code = "forbidden"
    status = 403
    title = "You are not allowed to do this."


class Unauthorised(AinaError):
    """No token or session, or one that is foreign or has ended."""

    code = "unauthorised"
    status = 401
    title = "The token or session is missing, foreign or has ended."


class Unknown(AinaError):
    """No such thing, or none that the caller may know of."""

    code = "not_found"
    status = 404
    title = "There is no such thing here."


class Conflict(AinaError):
    """The record says otherwise: somebody else was first, or the key was used for something else."""

    code = "conflict"
    status = 409
    title = "The record says otherwise."


class CursorUnknown(AinaError):
    """The cursor is past the end, or from elsewhere: start over without it."""

    code = "cursor_unknown"
    status = 400
    title = "This cursor is not known here. Start over without it."


class TooMany(AinaError):
    """Too many tries. `extra['retry_after_s']` says when to come back."""

    code = "too_many_requests"
    status = 429
    title = "Too many tries. Wait a moment."


class StoreUnavailable(AinaError):
    """The store does not answer; nothing was stored, and the caller keeps the text."""

    code = "store_unavailable"
    status = 503
    title = "Messages cannot be stored right now. Keep the text and try again; the phone number is here meanwhile."


class BadConfiguration(AinaError):
    """A setting or company.yml is wrong: the start is refused, naming key, value and the form wanted.

    `where`: file and line, where that is known.
    """

    code = "bad_configuration"

    def __init__(self, key: str, value: object, wanted: str, where: str = "") -> None:
        super().__init__(f"{where and where + ': '}{key}: {value!r} will not do; wanted: {wanted}")
        self.key, self.value, self.wanted = key, value, wanted
