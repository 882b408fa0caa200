"""The search index: SQLite FTS5 in DATA_DIR, one row a case. It holds nothing that the logs do not: lose it, and it is made anew.

A word is found by its beginning, and by its base form (bot/store/lemmas.py); letters with and without dots are alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.store.lemmas import base_forms, load, loaded, words

VERSION = 2
MOST_WORDS = 8
_SCHEMA = """
CREATE TABLE cases (id INTEGER PRIMARY KEY, cid TEXT UNIQUE NOT NULL, newest TEXT NOT NULL);
CREATE VIRTUAL TABLE found USING fts5 (
    facts, body, forms, fact_forms, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True)
class Line:
    """A line of a case. `facts`: what the record says of it (name, order, matter), in place of what stood before."""

    cid: str
    event_id: str
    text: str
    facts: str


@dataclass(frozen=True)
class Hit:
    """A case that fits, and the place that does."""

    cid: str
    snippet: str


class SearchIndex:
    """One file; calls block, so they belong in a thread. Any number of processes may read, one writes at a time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, timeout=10, check_same_thread=False, isolation_level=None)
        file.chmod(0o600)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA synchronous = OFF")  # the logs are what lasts
        self.fresh = self._made()

    def add(self, lines: Iterable[Line]) -> None:
        """Lines in the order of the feed, all or none. A line that is in it already changes nothing."""
        load()
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for line in lines:
                self._add(line)

    def _add(self, line: Line) -> None:
        known = self._db.execute("SELECT id, newest FROM cases WHERE cid = ?", (line.cid,)).fetchone()
        if known and not _after(line.event_id, known[1]):
            return
        row, body, forms = self._taken_out(known[0], line) if known else self._new(line)
        body = f"{body}\n{line.text}".strip()
        forms = " ".join(sorted({*forms.split(), *_forms(line.text)}))
        self._db.execute(
            "INSERT INTO found (rowid, facts, body, forms, fact_forms) VALUES (?, ?, ?, ?, ?)",
            (row, line.facts, body, forms, " ".join(sorted(_forms(line.facts)))),
        )

    def _new(self, line: Line) -> tuple[int | None, str, str]:
        made = self._db.execute("INSERT INTO cases (cid, newest) VALUES (?, ?)", (line.cid, line.event_id))
        return made.lastrowid, "", ""

    def _taken_out(self, row: int, line: Line) -> tuple[int | None, str, str]:
        """A case's row, to be put in anew: its number, body and forms."""
        body, forms = self._db.execute("SELECT body, forms FROM found WHERE rowid = ?", (row,)).fetchone()
        self._db.execute("DELETE FROM found WHERE rowid = ?", (row,))
        self._db.execute("UPDATE cases SET newest = ? WHERE id = ?", (line.event_id, row))
        return row, body, forms

    def search(self, query: str, limit: int, skip: int = 0) -> list[Hit]:
        """Cases in which every word of the query stands, those where it stands in the facts first, after the first `skip`."""
        if not (match := _match(query)):
            return []
        likeliest = self._db.execute(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 8.0, 2.0, 1.0, 1.0), rowid LIMIT ? OFFSET ?",
            (match, limit, skip),
        ).fetchall()
        return [self._hit(match, row) for (row,) in likeliest]

    def _hit(self, match: str, row: int) -> Hit:
        """One found case with its snippet, which is made for those shown only: making it reads the text."""
        cid, snippet = self._db.execute(
            "SELECT cases.cid, snippet(found, 1, '', '', '…', 16) FROM found JOIN cases ON cases.id = found.rowid"
            " WHERE found MATCH ? AND found.rowid = ?",
            (match, row),
        ).fetchone()
        return Hit(cid, snippet)

    def forget(self, cids: Iterable[str]) -> None:
        """Takes cases out, words and all: the index is written anew without them."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for cid in cids:
                self._db.execute(
                    "DELETE FROM found WHERE rowid = (SELECT id FROM cases WHERE cid = ?)", (cid,)
                )
                self._db.execute("DELETE FROM cases WHERE cid = ?", (cid,))
            self._db.execute("INSERT INTO found (found) VALUES ('optimize')")

    def known(self) -> list[str]:
        """Every case in it."""
        return [cid for (cid,) in self._db.execute("SELECT cid FROM cases")]

    def close(self) -> None:
        """Lets the file go."""
        self._db.close()

    def _made(self) -> bool:
        """Makes the tables where they are missing or of another version; True: it is empty."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == VERSION:
                return False
            for table in ("found", "cases"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        return True


def _forms(text: str) -> set[str]:
    """The base forms of a text's words, where they differ from the words."""
    return {form for word in words(text) for form in base_forms(word) if form != word}


def _match(query: str) -> str:
    """The query as FTS5 reads it: each word by its beginning or its base form. Quoted, so that nothing in it commands."""
    asked = []
    for word in words(query)[:MOST_WORDS]:
        forms = (
            base_forms(word) if loaded() else ()
        )  # nobody waits for the dictionaries: beginnings are found anyway
        ways = [f'"{word}"*', *(f'"{form}"' for form in sorted(forms) if form != word)]
        asked.append(f"({' OR '.join(ways)})")
    return " AND ".join(asked)


def _after(event_id: str, other: str) -> bool:
    ms, _, n = event_id.partition("-")
    other_ms, _, other_n = other.partition("-")
    return (int(ms), int(n or 0)) > (int(other_ms), int(other_n or 0))
