"""A Bot API server on loopback: long polling as Telegram does it, and no mercy for calls that it would refuse."""

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.web_request import FileField

from tests.e2e.bot_api import Formatted, problems
from tests.e2e.telegram_contents import buttons_of, content_of, offer_of
from tests.e2e.telegram_objects import (
    Call,
    Cut,
    Disturbance,
    Half,
    Note,
    Offer,
    Offers,
    Refusal,
    Sent,
    Silence,
    chat_of,
    entities_of,
)

TOKEN = "4200000042:AAE2eLoopback_Token-0123456789abcdefg"
BOT = {"id": 4200000042, "is_bot": True, "first_name": "巡礼问答", "username": "XunliTestBot"}
PATIENCE = 120.0
LARGEST_DOWNLOAD = 20 * 1024 * 1024
LONGEST_NOTE, LONGEST_ID = 200, 64
MOST_RESULTS = 50
T = TypeVar("T")
# Of updates and messages; never twice, whichever server a bot comes from.
_NUMBERS = count(1000)


class TelegramServer:
    """Runs in a thread of its own; what tests call waits for that thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.edits: list[Sent] = []
        self.deleted: set[int] = set()
        self.pictures: list[bytes] = []
        self.documents: list[str] = []
        self.group_admins: set[int] = set()
        self.faults: list[str] = []
        self.forgiven = ""  # what is no fault in one test
        self.blocked: set[int] = set()
        self.notes: dict[str, Note] = {}
        self.downloads: list[str] = []
        self._files: dict[str, bytes] = {}
        self._buttons: dict[int, object] = {}
        self._pressed: set[str] = set()
        self._offered: dict[str, Offers | None] = {}
        self._allowed: list[str] = []
        self._refusals: deque[Disturbance] = deque()
        self._updates: list[dict[str, Any]] = []
        self._numbers = _NUMBERS
        self._poll: object = None
        self._changed = threading.Condition()
        self._held: asyncio.Event | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # For tests.

    def start(self) -> None:
        self._thread.start()
        self._news = self._run(_make(asyncio.Condition))
        self._runner = self._run(self._listen())
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def stop(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def write(
        self,
        chat: int,
        text: str | None,
        *,
        user: int = 7,
        reply_to: Sent | None = None,
        thread: int | None = None,
        **more: Any,
    ) -> int:
        """Let a person write a message; returns its number."""
        number = next(self._numbers)
        message = self._written(number, chat, text, user, thread) | more
        if reply_to is not None:
            message["reply_to_message"] = self._message(reply_to)
        self._run(self._deliver({"update_id": next(self._numbers), "message": message}))
        return number

    def edit(self, chat: int, number: int, text: str, *, user: int = 7, thread: int | None = None) -> None:
        """Let a person edit a message."""
        message = self._written(number, chat, text, user, thread) | {"edit_date": int(time.time())}
        self._run(self._deliver({"update_id": next(self._numbers), "edited_message": message}))

    def _written(self, number: int, chat: int, text: str | None, user: int, thread: int | None) -> dict[str, Any]:
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": chat_of(chat),
            "from": {"id": user, "is_bot": False, "first_name": "委员"},
            **({"text": text, "entities": entities_of(text)} if text is not None else {}),
            **({"message_thread_id": thread, "is_topic_message": True} if thread else {}),
        }

    def send_file(
        self, chat: int, name: str | None, content: bytes, *, size: int | None = None, **how: Any
    ) -> dict[str, Any]:
        """Let a person send a file; `size` is what Telegram says of it. Returns what a reply to it holds."""
        number = f"file{next(self._numbers)}"
        self._files[number] = content
        named = {} if name is None else {"file_name": name}
        length = len(content) if size is None else size
        document = {"file_id": number, "file_unique_id": number, "file_size": length, **named}
        message = self.write(chat, None, document=document, **how)
        return {"message_id": message, "date": int(time.time()), "chat": chat_of(chat), "document": document}

    def press(self, sent: Sent, says: str, *, user: int = 7, data: str | None = None) -> Note:
        """Let a person press a button of a message, and return what the bot shows for it."""
        pressed = str(next(self._numbers))
        query = {
            "id": pressed,
            "from": {"id": user, "is_bot": False, "first_name": "委员"},
            "message": self._message(sent),
            "chat_instance": "1",
            "data": data or dict(sent.buttons)[says],
        }
        self._pressed.add(pressed)
        self._run(self._deliver({"update_id": next(self._numbers), "callback_query": query}))
        self.wait(lambda: pressed in self.notes, "an answer to the button")
        return self.notes[pressed]

    def type(self, text: str, *, user: int = 7) -> Offers:
        """Let a person ask inline, and return what is offered."""
        number = str(next(self._numbers))
        query = {"id": number, "from": {"id": user, "is_bot": False, "first_name": "委员"}, "query": text, "offset": ""}
        self._offered[number] = None
        self._run(self._deliver({"update_id": next(self._numbers), "inline_query": query}))
        offers = self.wait(lambda: self._offered[number], "what is offered")
        assert offers is not None
        return offers

    def offers(self) -> list[Offer]:
        return [offer for offered in self._offered.values() if offered for offer in offered.offers]

    def turn(self, sent: Sent, says: str, **how: Any) -> Sent:
        """Let a person press a button that changes its message in silence, and return the message as it is then."""
        before = len(self.edits)
        assert self.press(sent, says, **how).text == ""
        return self.wait(lambda: self.edits[before:], "the message to change")[0]

    def now(self, chat: int) -> list[Sent]:
        """Return the bot's messages in a chat as they read now."""
        latest = {one.id: one for one in (*self.sent, *self.edits) if one.chat == chat}
        return [one for one in latest.values() if one.id not in self.deleted]

    def has_buttons(self, sent: Sent) -> bool:
        return bool(self._buttons.get(sent.id))

    def ask(self, chat: int, text: str | None, **how: Any) -> Sent:
        """Let a person write, and return the bot's next message in that chat."""
        before = len(self.replies(chat))
        self.write(chat, text, **how)
        return self.wait(lambda: self.replies(chat)[before:], f"an answer in chat {chat}")[0]

    def replies(self, chat: int) -> list[Sent]:
        return [sent for sent in self.sent if sent.chat == chat]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def refuse(self, refusal: Disturbance) -> None:
        self._loop.call_soon_threadsafe(self._refusals.append, refusal)

    @property
    def refusals(self) -> int:
        """How many refusals, cuts and silences are still to come."""
        return len(self._refusals)

    def next_number(self) -> int:
        """Return a number that no update and no message has."""
        return next(self._numbers)

    def deliver(self, *updates: dict[str, Any]) -> None:
        """Let updates come in this order and as they are, together."""
        self._run(self._deliver(*updates))

    def hold(self) -> None:
        """Answer no sendMessage until `release`."""
        self._held = self._run(_make(asyncio.Event))

    def release(self) -> None:
        assert self._held is not None
        self._loop.call_soon_threadsafe(self._held.set)

    def unconfirmed(self) -> int:
        return len(self._updates)

    def wait(self, condition: Callable[[], T], what: str, *, patience: float = PATIENCE) -> T:
        """Wait for a condition, looked at whenever the bot calls and now and then; returns what it gave."""
        deadline = time.monotonic() + patience
        with self._changed:
            while not (given := condition()):
                if time.monotonic() > deadline:
                    raise AssertionError(f"waited {patience:g} s in vain for {what}; faults: {self.faults}")
                self._changed.wait(0.1)
            return given

    # For the bot.

    async def _listen(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/documents/{file}", self._serve_file)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    async def _end(self) -> None:
        async with self._news:
            self._poll = None
            self._news.notify_all()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        values = await request.post()
        call = Call(method, {name: value if isinstance(value, str) else name for name, value in values.items()})
        wrong = problems(method, call.form)
        self._record(lambda: (self.calls.append(call), self.faults.extend(wrong)))
        if wrong:
            return _refused(400, f"Bad Request: {wrong[0]}")
        self._pictures_in(values)
        if not (self._refusals and self._refusals[0].method == method):
            return await self._carry_out(call)
        disturbance = self._refusals.popleft()
        if isinstance(disturbance, Refusal):
            return _refused(disturbance.status, disturbance.description, disturbance.parameters)
        done = _done(True) if disturbance == Cut(method) else await self._carry_out(call)
        if isinstance(disturbance, Silence):
            await asyncio.sleep(disturbance.seconds)
        elif request.transport is not None and isinstance(disturbance, Half):
            request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b'{"ok":true,"result":{"mess')
            request.transport.close()
        elif request.transport is not None:
            request.transport.abort()
        return done

    async def _carry_out(self, call: Call) -> web.Response:
        handlers = {
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
            "deleteMessage": self._delete_message,
            "editMessageReplyMarkup": self._edit_buttons,
            "editMessageText": self._edit_text,
            "getChatMember": self._get_chat_member,
            "getFile": self._get_file,
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendDocument": self._send_document,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
        }
        return await handlers[call.method](call.form) if call.method in handlers else _done(True)

    async def _get_me(self, _form: dict[str, str]) -> web.Response:
        return _done(
            BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
        )

    async def _get_file(self, form: dict[str, str]) -> web.Response:
        number = form["file_id"]
        if number not in self._files:
            return self._fault("Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self._files[number]) > LARGEST_DOWNLOAD:
            return _refused(400, "Bad Request: file is too big")
        return _done({"file_id": number, "file_unique_id": number, "file_path": f"documents/{number}"})

    async def _serve_file(self, request: web.Request) -> web.Response:
        number = request.match_info["file"]
        if request.match_info["token"] != TOKEN or number not in self._files:
            return _refused(404, "Not Found")
        self._record(lambda: self.downloads.append(number))
        return web.Response(body=self._files[number])

    async def _answer_callback_query(self, form: dict[str, str]) -> web.Response:
        number, text = form["callback_query_id"], form.get("text", "")
        if number not in self._pressed or number in self.notes:
            return self._fault("Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(text) > LONGEST_NOTE:
            return self._fault("Bad Request: MESSAGE_TOO_LONG")
        note = Note(text, form.get("show_alert") == "true")
        self._record(lambda: self.notes.__setitem__(number, note))
        return _done(True)

    async def _edit_buttons(self, form: dict[str, str]) -> web.Response:
        number, keyboard = int(form["message_id"]), json.loads(form.get("reply_markup", "null"))
        if self._shown(form) is None:
            return self._fault("Bad Request: message to edit not found")
        if keyboard == self._buttons.get(number):
            return _refused(400, "Bad Request: message is not modified")
        self._record(lambda: self._buttons.__setitem__(number, keyboard))
        return _done(True)

    async def _edit_text(self, form: dict[str, str]) -> web.Response:
        shown = self._shown(form)
        if shown is None:
            return _refused(400, "Bad Request: message to edit not found")
        try:
            content, buttons, links = content_of(form), buttons_of(form), buttons_of(form, "url")
        except ValueError as error:
            return self._fault(f"Bad Request: {error}")
        keyboard = json.loads(form.get("reply_markup", "null"))
        if content == shown.content and keyboard == self._buttons.get(shown.id):
            return _refused(400, "Bad Request: message is not modified")
        edited = replace(shown, content=content, buttons=buttons, links=links)
        self._record(lambda: (self.edits.append(edited), self._buttons.__setitem__(shown.id, keyboard)))
        return _done(self._message(edited))

    async def _answer_inline_query(self, form: dict[str, str]) -> web.Response:
        number, results = form["inline_query_id"], json.loads(form["results"])
        if self._offered.get(number, self) is not None:
            return self._fault("Bad Request: query is too old and response timeout expired or query ID is invalid")
        ids = {one["id"] for one in results if 1 <= len(one["id"].encode()) <= LONGEST_ID}
        if len(ids) < len(results) or len(results) > MOST_RESULTS:
            return self._fault("Bad Request: RESULT_ID_DUPLICATE, RESULT_ID_INVALID or RESULTS_TOO_MUCH")
        try:
            offers = tuple(map(offer_of, results))
        except ValueError as error:
            return self._fault(f"Bad Request: {error}")
        button = json.loads(form.get("button", "{}")).get("text")
        seconds, is_personal = int(form.get("cache_time", 300)), form.get("is_personal") == "true"
        self._record(lambda: self._offered.__setitem__(number, Offers(offers, button, is_personal, seconds)))
        return _done(True)

    async def _delete_message(self, form: dict[str, str]) -> web.Response:
        if self._shown(form) is None:
            return self._fault("Bad Request: message to delete not found")
        self._record(lambda: self.deleted.add(int(form["message_id"])))
        return _done(True)

    def _shown(self, form: dict[str, str]) -> Sent | None:
        """Return the message that a call names, as it is now."""
        named = (int(form["message_id"]), int(form["chat_id"]))
        return next((one for one in reversed((*self.sent, *self.edits)) if (one.id, one.chat) == named), None)

    async def _get_updates(self, form: dict[str, str]) -> web.Response:
        offset, limit, seconds = (int(form.get(name, default)) for name, default in _POLLING)
        mine = self._poll = object()
        self._allowed = json.loads(form.get("allowed_updates", "null")) or self._allowed
        left = [update for update in self._updates if update["update_id"] >= offset]
        self._record(lambda: self._updates.__setitem__(slice(None), left))
        async with self._news:
            self._news.notify_all()  # whoever polls already is told of this one
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: self._updates or self._poll is not mine)
            except TimeoutError:
                pass
        if self._poll is not mine:
            return _refused(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
        return _done(self._updates[:limit])

    async def _send_message(self, form: dict[str, str]) -> web.Response:
        if self._held is not None:
            await self._held.wait()
        chat = int(form["chat_id"])
        if chat in self.blocked:
            return _refused(403, "Forbidden: bot was blocked by the user")
        try:
            content, buttons, links = content_of(form), buttons_of(form), buttons_of(form, "url")
        except ValueError as error:
            return self._fault(f"Bad Request: {error}")
        reply, keyboard = (json.loads(form.get(name, "{}")) for name in ("reply_parameters", "reply_markup"))
        thread = int(form["message_thread_id"]) if "message_thread_id" in form else None
        sent = Sent(next(self._numbers), chat, thread, reply.get("message_id"), content, buttons, links)
        self._record(lambda: (self.sent.append(sent), self._buttons.__setitem__(sent.id, keyboard or None)))
        return _done(self._message(sent))

    async def _get_chat_member(self, form: dict[str, str]) -> web.Response:
        user = int(form["user_id"])
        status = "administrator" if user in self.group_admins else "member"
        rights = {"can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"}
        rights |= {"can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"}
        rights |= {"can_post_stories", "can_edit_stories", "can_delete_stories"}
        person = {"id": user, "is_bot": False, "first_name": "委员"}
        return _done({"status": status, "user": person} | (dict.fromkeys(rights, True) if status != "member" else {}))

    async def _send_document(self, form: dict[str, str]) -> web.Response:
        return _done(self._message(Sent(next(self._numbers), int(form["chat_id"]), None, None, Formatted("", ()))))

    async def _send_photo(self, form: dict[str, str]) -> web.Response:
        return _done(self._message(Sent(next(self._numbers), int(form["chat_id"]), None, None, Formatted("", ()))))

    def _pictures_in(self, values: Mapping[str, object]) -> None:
        pictures = [value.file.read() for value in values.values() if isinstance(value, FileField)]
        documents = [value.filename for value in values.values() if isinstance(value, FileField)]
        self._record(lambda: (self.pictures.extend(pictures), self.documents.extend(documents)))

    def _fault(self, description: str) -> web.Response:
        if not self.forgiven or self.forgiven not in description:
            self._record(lambda: self.faults.append(description))
        return _refused(400, description)

    def _record(self, change: Callable[[], object]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    async def _deliver(self, *updates: dict[str, Any]) -> None:
        async with self._news:
            self._updates += [one for one in updates if not self._allowed or one.keys() & set(self._allowed)]
            self._news.notify_all()

    def _message(self, sent: Sent) -> dict[str, Any]:
        topic = {"message_thread_id": sent.thread, "is_topic_message": True} if sent.thread else {}
        known = {"message_id": sent.id, "date": int(time.time()), "chat": chat_of(sent.chat), "from": BOT}
        return known | {"text": sent.text} | topic

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)


_POLLING = (("offset", 0), ("limit", 100), ("timeout", 0))


async def _make(kind: Callable[[], T]) -> T:
    return kind()


def _done(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(status: int, description: str, parameters: dict[str, int] | None = None) -> web.Response:
    answer = {"ok": False, "error_code": status, "description": description}
    return web.json_response(answer | ({"parameters": parameters} if parameters else {}), status=status)
