"""What an update says, told without looking at anything else. Pure: an update in, words of ours out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram import Chat, Message, MessageEntity, MessageOrigin, Update, User

from bot.core.message import parts, plain_name, without_hidden

LONGEST_LINE = 4000
QUOTED = 120


@dataclass(frozen=True)
class Text:
    """Words, or what stands for them (a sticker's emoji)."""

    text: str


@dataclass(frozen=True)
class File:
    """Something to be fetched. `group`: the album it belongs to. `size` in bytes, None: not told."""

    file: str
    kind: str
    name: str = ""
    size: int | None = None
    caption: str = ""
    group: str = ""


@dataclass(frozen=True)
class Thing:
    """What the bot cannot read and a person can: `kind` names its line (`tg_<kind>`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Command:
    """`/name argument`. `text`: as it was written."""

    name: str
    argument: str
    text: str


@dataclass(frozen=True)
class Edit:
    """An earlier message in new words."""

    message_id: int
    text: str


@dataclass(frozen=True)
class Press:
    """A button. `query`: to be answered, always."""

    query: str
    data: str
    message_id: int | None


@dataclass(frozen=True)
class Door:
    """The customer blocked the bot, or let it in again."""

    closed: bool


@dataclass(frozen=True)
class Crowd:
    """A group or a channel: not served."""

    leave: bool = True


What = Text | File | Thing | Command | Edit | Press | Door | Crowd


@dataclass(frozen=True)
class Heard:
    """One update. `name`: as the customer is called there, safe to show. `origin`: for the desk, with the message's id."""

    update: int
    chat: str
    what: What
    name: str | None = None
    language: str | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)


def decode(update: Update) -> Heard | None:
    """What an update says; None: nothing that concerns us."""
    chat = update.effective_chat
    if not chat:
        return None
    what = _what(update, chat)
    if not what:
        return None
    user, message = update.effective_user, update.message
    origin = _origin(message) if message else {}
    return Heard(
        update.update_id, str(chat.id), what, _name(user), user.language_code if user else None, origin
    )


def lines(text: str) -> list[str]:
    """A text as lines that are let in: nothing hidden, none over 4,000 characters."""
    return parts(without_hidden(text).strip(), LONGEST_LINE)


def _what(update: Update, chat: Chat) -> What | None:
    if chat.type != Chat.PRIVATE:
        return Crowd() if _arrived(update) else None
    if update.callback_query:
        query = update.callback_query
        return Press(query.id, query.data or "", query.message.message_id if query.message else None)
    if update.my_chat_member:
        return Door(update.my_chat_member.new_chat_member.status in ("kicked", "left"))
    if update.edited_message:
        changed = update.edited_message
        text = changed.text or changed.caption
        return Edit(changed.message_id, text) if text else None
    return of_message(update.message) if update.message else None


def of_message(message: Message) -> What | None:
    """What a message in a private chat says; None: a notice of Telegram's own (something was pinned)."""
    if message.text:
        return _command(message) or Text(message.text)
    for read in (_file, _sticker, _thing):
        if found := read(message):
            return found
    return None if any(getattr(message, name, None) for name in NOTICES) else Thing("other", "")


NOTICES = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "connected_website", "boost_added",
    "chat_background_set", "new_chat_title", "new_chat_photo", "delete_chat_photo", "proximity_alert_triggered",
)  # fmt: skip


def _arrived(update: Update) -> bool:
    member = update.my_chat_member
    if member:
        return member.new_chat_member.status not in ("kicked", "left")
    return bool(update.message or update.channel_post)


def _command(message: Message) -> Command | None:
    first = message.entities[0] if message.entities else None
    if not first or first.type != MessageEntity.BOT_COMMAND or first.offset or not message.text:
        return None
    name = message.text[1 : first.length].partition("@")[0].lower()
    return Command(name, message.text[first.length :].strip(), message.text)


def _file(message: Message) -> File | None:
    kind, sent = next(((kind, find(message)) for kind, find in FILES.items() if find(message)), ("", None))
    if not sent:
        return None
    name, size = getattr(sent, "file_name", None) or "", getattr(sent, "file_size", None)
    group = message.media_group_id or ""
    return File(sent.file_id, kind, name, size, message.caption or "", group)


FILES: dict[str, Callable[[Message], Any]] = {
    "photo": lambda m: m.photo[-1] if m.photo else None,
    "animation": lambda m: m.animation,  # it comes as a document besides
    "document": lambda m: m.document,
    "voice": lambda m: m.voice,
    "audio": lambda m: m.audio,
    "video": lambda m: m.video,
    "video_note": lambda m: m.video_note,
}


def _sticker(message: Message) -> What | None:
    if message.sticker:
        return Text(message.sticker.emoji) if message.sticker.emoji else Thing("sticker", "")
    return Text(message.dice.emoji) if message.dice else None


def _thing(message: Message) -> Thing | None:
    if message.venue:
        return Thing("location", plain_name(f"{message.venue.title}, {message.venue.address}", LONGEST_LINE))
    if message.location:
        return Thing("location", f"{message.location.latitude:.5f}, {message.location.longitude:.5f}")
    if message.contact:
        who = plain_name(f"{message.contact.first_name} {message.contact.last_name or ''}")
        return Thing("contact", f"{who}, {plain_name(message.contact.phone_number)}")
    return None


def _origin(message: Message) -> dict[str, Any]:
    """Where a message comes from, as the desk sees it."""
    found: dict[str, Any] = {"channel": "telegram", "message_id": message.message_id}
    if message.reply_to_message:
        quoted = message.quote.text if message.quote else None
        said = quoted or message.reply_to_message.text or message.reply_to_message.caption or ""
        found["reply_to"] = without_hidden(said)[:QUOTED]
    if message.forward_origin:
        found["forwarded_from"] = _forwarded_from(message.forward_origin)
    return found


def _forwarded_from(origin: MessageOrigin) -> str:
    user = getattr(origin, "sender_user", None)
    chat = getattr(origin, "sender_chat", None) or getattr(origin, "chat", None)
    name = user.full_name if user else (chat.title or "") if chat else getattr(origin, "sender_user_name", "")
    return plain_name(name)


def _name(user: User | None) -> str | None:
    return plain_name(user.full_name) or None if user else None
