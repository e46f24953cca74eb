"""Mail (RFC 5322): the subject and the body, without signature, quotations and attachments.

A page that a browser saved as one file (MHTML, RFC 2557) is a mail with the page in it.
"""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

from briefing.errors import ScriptError
from briefing.formats.text import nfc
from briefing.model import Omission, Script
from briefing.read import legacy, page, text
from briefing.read.archive import damaged
from briefing.read.charset import decode_page

_SIGNATURE = re.compile(r"(?m)^-- $")
_QUOTED = re.compile(r"(?m)^>.*(?:\n>.*)*")
#: What stands before each mail of a mailbox (RFC 4155).
_BEGINNING = re.compile(rb"(?m)^From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} .*\d{4}")
_ANSWERED = re.compile(r"(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.I)


def read(data: bytes, where: str) -> Script:
    """Read a mail: its subject is the title, its sender the author.

    The plain body is read, or the one in HTML where there is none. What it quotes (lines with
    ``>``), the signature and attachments are left out.

    Raises
    ------
    ScriptError
        if it is damaged, has no body, or is more than one.
    """
    if (count := len(_BEGINNING.findall(data))) > 1:
        what = f"this is a mailbox of {count} mails"
        raise ScriptError(what, where=where, remedy="save the one that you mean, as .eml")
    with damaged(where, "save the mail again, as .eml"):
        message = email.message_from_bytes(data, policy=default)
        found = _read(message, where)
        subject = _ANSWERED.sub("", " ".join(str(message.get("subject", "")).split()))
        sender = message.get("from")
        names = [a.display_name for a in sender.addresses] if sender is not None else []
        sent = message.get("date")
        date = sent.datetime if sent is not None else None
    return replace(
        found,
        title=nfc(subject) or found.title,
        author=next((name for name in names if name), None),
        date=date.date().isoformat() if isinstance(date, datetime) else None,
    )


def _read(message: EmailMessage, where: str) -> Script:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        what = "there is no text in this mail"
        raise ScriptError(what, where=where, remedy="give the attachment that you mean")
    written = _decoded(body, where)
    if body["Content-Location"]:  # a page that a browser saved, with its pictures
        return page.read(written.encode(), where)
    if body.get_content_subtype() == "html":
        return page.read_whole(written, where)
    written, typed_for = legacy.paragraphs_in_unicode(re.sub("\r\n?", "\n", written))
    kept, omitted = _without_quotations(written)
    found = text.read(kept.encode("utf-8", "replace"), where)
    notices = legacy.notice([typed_for.font] if typed_for else [], where)
    attached = [
        Omission("attachment", part.get_filename() or "", 1) for part in message.iter_attachments()
    ]
    return replace(
        found, text=nfc(written), omissions=(*found.omissions, *omitted, *attached), notices=notices
    )


def _decoded(body: Any, where: str) -> str:
    """Return a body as text; the encoding that it names may be another than its own."""
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(body.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        return decode_page(data, where)


def _without_quotations(body: str) -> tuple[str, list[Omission]]:
    """Return a body without quotations and signature, its lines where they were."""
    omitted = []
    if match := _SIGNATURE.search(body):
        line = body.count("\n", 0, match.start()) + 1
        omitted.append(Omission("signature", body[match.start() :], line))
        body = body[: match.start()]
    for match in _QUOTED.finditer(body):
        line = body.count("\n", 0, match.start()) + 1
        omitted.append(Omission("quotation", match.group(), line))
    return _QUOTED.sub(lambda match: "\n" * match.group().count("\n"), body), omitted
