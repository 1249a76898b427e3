"""A Slack on loopback: takes what Slack takes, refuses what it refuses, and fails when told to.

    slack.people["sam@example.com"] = "U0SAM0001"
    slack.trouble("chat.postMessage", Trouble.LIMITED, times=3)
    slack.posts                       # what arrived, in order

Every request is checked (`checks`); what is wrong with one is kept in `slack.wrong`, which a
fixture looks at when the test is over.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.slack import checks
from tests.slack.checks import Published

TEAM, APP, BOT = "T0BRIGHT1", "A0MILEPO1", "U0MILEPO1"
TOKEN = "xoxb-1111111111-2222222222-brightloom"
CLIENT = ("1111.2222", "the-client-secret")
SECRET = "0123456789abcdef0123456789abcdef"
ALL_SCOPES = ("chat:write", "users:read", "users:read.email")


class Trouble(Enum):
    """What goes wrong with a request; the last three may come after it was done."""

    LIMITED = "429 with Retry-After"
    BROKEN = "500"
    HANGS = "no answer, and nothing done"
    NONSENSE = "an answer that is no JSON"
    DONE_AND_BROKEN = "done, and 500"
    DONE_AND_HANGS = "done, and no answer"
    DONE_AND_DROPPED = "done, and the connection cut"


@dataclass
class Posted:
    """A message in a conversation."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    edits: int = 0

    def button(self, action: str) -> dict[str, Any]:
        """The first button of this action."""
        return next(b for b in self.buttons() if b["action_id"].startswith(f"milepost.{action}."))

    def buttons(self) -> list[dict[str, Any]]:
        """All its buttons."""
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return [button for row in rows for button in row]

    def words(self) -> str:
        """Everything that stands in it."""
        return json.dumps(self.blocks, ensure_ascii=False)


@dataclass
class Slack:
    """One team, and the app in it."""

    address: str = ""
    published: Published | None = None
    tokens: dict[str, tuple[str, ...]] = field(default_factory=lambda: {TOKEN: ALL_SCOPES})
    people: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=lambda: {"deals": "C0DEALS001"})
    closed: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=lambda: {"a-code": TOKEN})
    posts: list[Posted] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    retry_after: str = "7"
    hang_seconds: float = 0.6
    granted: tuple[str, ...] = ALL_SCOPES
    rotates: bool = False
    draw: Callable[[str], Trouble | None] = field(default=lambda _method: None)
    _troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def trouble(self, method: str, *troubles: Trouble, times: int = 1) -> None:
        """Let the next requests of a method fail, in this order."""
        self._troubles.setdefault(method, []).extend(list(troubles) * times)

    def dm(self, user: str) -> str:
        """The conversation with a user."""
        return f"D{user[1:]:0>8}"

    # --- answering ----------------------------------------------------------------------------

    def answer(self, method: str, values: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """One request; status and body."""
        with self._lock:
            self.calls[method] += 1
            waiting = self._troubles.get(method)
            trouble = waiting.pop(0) if waiting else self.draw(method)
            if trouble in (Trouble.LIMITED, Trouble.BROKEN, Trouble.HANGS, Trouble.NONSENSE):
                raise Failing(trouble)
            body = self._checked(method, values, token)
            if trouble is not None:
                raise Failing(trouble)
            return 200, body

    def _checked(self, method: str, values: dict[str, Any], token: str) -> dict[str, Any]:
        if self.published and (
            wrong := self.published.request(method, values, has_token=bool(token))
        ):
            self.wrong.append(wrong)
        body = self._refused(method, values, token) or self._done(method, values, token)
        if self.published and (wrong := self.published.answer(method, body)):
            self.wrong.append(f"the stand-in's answer to {method}: {wrong}")
        return body

    def _refused(self, method: str, values: dict[str, Any], token: str) -> dict[str, Any] | None:
        if method != "oauth.v2.access":
            if not token:
                return _no("not_authed")
            if token not in self.tokens:
                return _no("invalid_auth")
            needed = checks.SCOPES.get(method)
            if needed and needed not in self.tokens[token]:
                return _no("missing_scope")
        if wrong := checks.own(method, values):
            self.wrong.append(f"{method}: {wrong} ({json.dumps(values)[:300]})")
            return _no(wrong)
        return None

    def _done(self, method: str, values: dict[str, Any], token: str) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self, "_" + method.replace(".", "_").lower())(values, token)
        return found

    def _auth_test(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        return {
            "ok": True,
            "url": "https://brightloom.slack.com/",
            "team": "Brightloom",
            "user": "milepost",
            "team_id": TEAM,
            "user_id": BOT,
            "bot_id": "B0MILEPO1",
        }

    def _auth_revoke(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        del self.tokens[token]
        return {"ok": True, "revoked": True}

    def _oauth_v2_access(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        given = self.codes.pop(values["code"], None)
        if given is None:
            return _no("invalid_code")
        self.tokens[given] = self.granted
        body = {
            "ok": True,
            "app_id": APP,
            "authed_user": {"id": "U0IDA0001"},
            "scope": ",".join(self.granted),
            "token_type": "bot",
            "access_token": given,
            "bot_user_id": BOT,
            "team": {"id": TEAM, "name": "Brightloom"},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        more = {"expires_in": 43_200, "refresh_token": "xoxe-1-x"} if self.rotates else {}
        return body | more

    def _users_lookupbyemail(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        user = self.people.get(values["email"])
        if user is None:
            return _no("users_not_found")
        profile = {"email": values["email"], "real_name": user}
        return {
            "ok": True,
            "user": {"id": user, "team_id": TEAM, "name": user.lower(), "deleted": False}
            | {"is_bot": False, "is_app_user": False, "updated": 1, "profile": profile},
        }

    def _chat_postmessage(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        channel = values["channel"]
        if channel.startswith("#"):
            channel = self.channels.get(channel[1:], "")
        if not channel:
            return _no("channel_not_found")
        if channel in self.closed:
            return _no(self.closed[channel])
        if channel.startswith("U"):
            if channel not in self.people.values():
                return _no("channel_not_found")
            channel = self.dm(channel)
        now = time.time()
        ts = f"{int(now)}.{next(self._numbers):06}"
        self.posts.append(Posted(channel, ts, values.get("text", ""), values.get("blocks", [])))
        message = {"type": "message", "user": BOT, "bot_id": "B0MILEPO1", "ts": ts}
        message["text"] = values.get("text", "")
        return {"ok": True, "channel": channel, "ts": ts, "message": message}

    def _chat_update(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        post = self._post(values["channel"], values["ts"])
        if post is None:
            return _no("message_not_found")
        post.text, post.blocks = values.get("text", ""), values.get("blocks", [])
        post.edits += 1
        return {
            "ok": True,
            "channel": post.channel,
            "ts": post.ts,
            "text": post.text,
            "message": {"text": post.text},
        }

    def _conversations_history(self, values: dict[str, Any], token: str) -> dict[str, Any]:
        oldest, latest = float(values["oldest"]), float(values.get("latest", "inf"))
        author = {"type": "message", "user": BOT}
        found = [
            {**author, "ts": post.ts, "text": post.text, "blocks": post.blocks}
            for post in reversed(self.posts)
            if post.channel == values["channel"] and oldest <= float(post.ts) < latest
        ]
        page = found[: int(values["limit"])]
        return {
            "ok": True,
            "messages": page or [{"type": "message", "ts": "1700000000.000001", "text": "Hello"}],
            "has_more": len(found) > len(page),
            "pin_count": 0,
            "channel_actions_ts": None,
            "channel_actions_count": 0,
        }

    def _post(self, channel: str, ts: str) -> Posted | None:
        return next((p for p in self.posts if (p.channel, p.ts) == (channel, ts)), None)


class Failing(Exception):
    """A request that fails as told."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def _no(code: str) -> dict[str, Any]:
    return {"ok": False, "error": code}


class _Handler(BaseHTTPRequestHandler):
    slack: Slack

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/answers/"):
            self.slack.replies.append(json.loads(body))
            self._send(200, b"ok")
            return
        method = self.path.removeprefix("/api/")
        values, token = self._read(body)
        try:
            status, answer = self.slack.answer(method, values, token)
        except Failing as failing:
            self._fail(failing.trouble)
            return
        scopes = ",".join(self.slack.tokens.get(token, ()))
        self._send(status, json.dumps(answer).encode(), {"x-oauth-scopes": scopes})

    def _read(self, body: bytes) -> tuple[dict[str, Any], str]:
        authorization = self.headers.get("Authorization", "")
        token = authorization.removeprefix("Bearer ") if authorization.startswith("B") else ""
        if authorization.startswith("Basic "):
            token = ""
        if self.headers.get("Content-Type", "").startswith("application/json"):
            return json.loads(body), token
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}, token

    def _fail(self, trouble: Trouble) -> None:
        if trouble in (Trouble.HANGS, Trouble.DONE_AND_HANGS):
            time.sleep(self.slack.hang_seconds)
            self.close_connection = True
        elif trouble is Trouble.LIMITED:
            body = json.dumps(_no("ratelimited")).encode()
            self._send(429, body, {"Retry-After": self.slack.retry_after})
        elif trouble is Trouble.NONSENSE:
            self._send(200, b"<html>Be right back</html>")
        elif trouble is Trouble.DONE_AND_DROPPED:
            self.connection.close()
        else:
            self._send(500, b"trouble")

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *args: Any) -> None:
        """A cut connection is meant."""


@contextmanager
def standing_in(published: Published | None = None) -> Iterator[Slack]:
    """A Slack that listens during the block."""
    slack = Slack(published=published)
    handler = type("Handler", (_Handler,), {"slack": slack})
    server = _Server(("127.0.0.1", 0), handler)
    slack.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
