"""Mail: a web page saved as one file (mht), whose parts are encoded like those of an e-mail."""

import email
import email.message

from corpus.errors import CorpusError
from corpus.formats import markup
from corpus.formats.assembly import Extract
from corpus.formats.package import refusing
from prompts import storage as wording


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of the pages in a saved web page; the page comes first, its frames after it.

    Raises:
        CorpusError: there is no page in it.
    """
    with refusing("mht", file):
        message = email.message_from_bytes(content)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        pages = [markup.extract(_bytes(part), file=file) for part in parts]
    if not pages:
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format="mht", reason=wording.NO_PAGE_INSIDE))
    lines = [line for page in pages for lines in page.pages for line in lines]
    return Extract([lines], [note for page in pages for note in page.left_out])


def _bytes(part: "email.message.Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
