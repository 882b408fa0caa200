"""What stands in an e-mail. Pure: words and a link in, a message out."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formataddr

from bot.core.company import Company
from bot.core.lines import Lines

VALID_DAYS = 7
CODE_MINUTES = 10


def notice(lines: Lines, company: Company, language: str, what: str, person: str, link: str) -> EmailMessage:
    """That a person has answered, a promise has changed, or there is news (`what`: answer, promise, news), with the way back."""
    kind = "" if what == "answer" else f"_{what}"
    parts = [
        lines.say(f"mail_body{kind}", language, person=person),
        link,
        lines.say("mail_foot", language, days=VALID_DAYS, phone=company.phone),
        company.name,
    ]
    return _letter(lines.say(f"mail_subject{kind}", language, company=company.name), parts)


def code(lines: Lines, company: Company, language: str, digits: str) -> EmailMessage:
    """The code that shows that the mailbox is theirs."""
    body = lines.say("mail_code_body", language, code=digits, minutes=CODE_MINUTES)
    subject = lines.say("mail_code_subject", language, code=digits, company=company.name)
    return _letter(subject, [body, company.name])


def addressed(letter: EmailMessage, to: str, sender: str, company: str, id: str) -> EmailMessage:
    """The letter with its addresses. `id`: the same for the same notice, so that a repeated one can be told."""
    domain = sender.rpartition("@")[2]
    letter["From"] = formataddr((company, sender))
    letter["To"] = to
    letter["Message-ID"] = f"<{id}@{domain}>"
    # Nobody's out-of-office answers to a notice (RFC 3834, section 5).
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else does: "m…@example.fi"."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _letter(subject: str, parts: list[str]) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = subject
    letter.set_content("\n\n".join(parts) + "\n")
    return letter
