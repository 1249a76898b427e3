"""What Slack refuses: by the vendor's published description, and by our own reading beside it.

`published` reads the description (Swagger 2, 2021). `own` knows the methods that Milepost uses and
what the description leaves out: Block Kit with its limits. Both answer with Slack's error code, ""
where nothing is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

Values = Mapping[str, Any]

# Arguments that each method takes besides its token, with their types; "!" are required.
METHODS: Mapping[str, Mapping[str, str]] = {
    "auth.test": {},
    "auth.revoke": {"test": "boolean"},
    "oauth.v2.access": {"code": "string!", "redirect_uri": "string"},
    "users.lookupByEmail": {"email": "string!"},
    "chat.postMessage": {
        "channel": "string!",
        "text": "string",
        "blocks": "blocks",
        "unfurl_links": "boolean",
        "unfurl_media": "boolean",
    },
    "chat.update": {
        "channel": "string!",
        "ts": "string!",
        "text": "string",
        "blocks": "blocks",
        "parse": "string",
    },
    "conversations.history": {
        "channel": "string!",
        "oldest": "number",
        "latest": "number",
        "limit": "integer",
    },
}
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "users.lookupByEmail": "users:read.email",
    "conversations.history": "im:history",
}
# Codes in use today that the description of 2021 does not know.
NEWER_CODES = {
    "invalid_blocks",
    "missing_scope",
    "msg_blocks_too_long",
    "ratelimited",
    "token_revoked",
    "user_not_found",
    "users_not_found",
    "internal_error",
    "invalid_arguments",
    "restricted_action",
}
MOST_OF_ALL_BLOCKS = 13_000


def own(method: str, values: Values) -> str:
    """What Slack would say to these arguments."""
    known = METHODS.get(method)
    if known is None:
        return "unknown_method"
    if any(name not in known for name in values):
        return "invalid_arguments"
    for name, kind in known.items():
        if name not in values:
            if kind.endswith("!"):
                return "invalid_arguments"
        elif kind == "blocks":
            if wrong := wrong_blocks(values[name]):
                return wrong
        elif not _is(values[name], kind.rstrip("!")):
            return "invalid_arguments"
    if method.startswith("chat.") and not values.get("text") and not values.get("blocks"):
        return "no_text"
    return "msg_too_long" if len(str(values.get("text", ""))) > 40_000 else ""


def wrong_blocks(blocks: Any) -> str:
    """What is wrong with the blocks of a message."""
    if isinstance(blocks, str):
        blocks = json.loads(blocks)
    if not isinstance(blocks, list) or not 0 < len(blocks) <= 50:
        return "invalid_blocks"
    ids = [block.get("block_id") for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids) or any(not 0 < len(block_id) <= 255 for block_id in ids):
        return "invalid_blocks"
    if not all(_is_block(block) for block in blocks):
        return "invalid_blocks"
    too_long = len(json.dumps(blocks, ensure_ascii=False)) > MOST_OF_ALL_BLOCKS
    return "msg_blocks_too_long" if too_long else ""


def _is_block(block: Any) -> bool:
    rest = {name: value for name, value in block.items() if name not in ("type", "block_id")}
    kind = block.get("type")
    if kind == "divider":
        return not rest
    if kind == "header":
        return set(rest) == {"text"} and _is_text(rest["text"], 150, "plain_text")
    if kind == "section":
        fields = rest.get("fields", [])
        return (
            set(rest) <= {"text", "fields"}
            and ("text" in rest or bool(fields))
            and ("text" not in rest or _is_text(rest["text"], 3_000))
            and ("fields" not in rest or 0 < len(fields) <= 10)
            and all(_is_text(each, 2_000) for each in fields)
        )
    if kind == "context":
        elements = rest.get("elements", [])
        return 0 < len(elements) <= 10 and all(_is_text(each, 2_000) for each in elements)
    if kind == "actions":
        elements = rest.get("elements", [])
        ids = {each.get("action_id") for each in elements}
        return (
            0 < len(elements) <= 25 and len(ids) == len(elements) and all(map(_is_button, elements))
        )
    return False


def _is_button(button: Any) -> bool:
    allowed = {"type", "text", "action_id", "url", "value", "style", "accessibility_label"}
    return (
        button.get("type") == "button"
        and set(button) <= allowed
        and _is_text(button.get("text"), 75, "plain_text")
        and 0 < len(button.get("action_id", "x")) <= 255
        and 0 < len(button.get("value", "x")) <= 2_000
        and 0 < len(button.get("url", "x")) <= 3_000
        and len(button.get("accessibility_label", "")) <= 75
        and button.get("style", "primary") in ("primary", "danger")
    )


def _is_text(text: Any, most: int, kind: str = "") -> bool:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        return False
    if kind and text.get("type") != kind:
        return False
    only = {"plain_text": "emoji", "mrkdwn": "verbatim"}.get(text.get("type", ""))
    if only is None or not set(text) <= {"type", "text", only}:
        return False
    if text["type"] == "mrkdwn" and _has_loose_signs(text["text"]):
        return False
    return 0 < len(text["text"]) <= most


def _has_loose_signs(text: str) -> bool:
    """Not refused by Slack, but by us: nothing that a person wrote may call or link."""
    for entity in ("&amp;", "&lt;", "&gt;"):
        text = text.replace(entity, "")
    return any(sign in text for sign in "&<>")


def _is(value: Any, kind: str) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool) or str(value) in ("0", "1", "true", "false")
    try:
        (int if kind == "integer" else float)(value)
    except (TypeError, ValueError):
        return False
    return True


class Published:
    """The vendor's own description of requests and answers."""

    def __init__(self, file: Path) -> None:
        self.text = json.loads(file.read_text())
        self.checked = 0

    def request(self, method: str, values: Values, *, has_token: bool) -> str:
        """What is wrong with a request, in words; "" for nothing."""
        operation = self._operation(method)
        known = {p["name"]: p for p in operation["parameters"]}
        self.checked += 1
        for name, value in values.items():
            if name not in known:
                return f"{method} takes no {name}"
            text = name in ("blocks", "attachments")  # "a JSON-based array": in JSON it is one
            if not text and not _is(value, known[name].get("type", "string")):
                return f"{method}: {name} is no {known[name].get('type')}"
        for name, parameter in known.items():
            there = has_token if name == "token" else name in values
            if parameter.get("required") and not there:
                return f"{method} wants {name}"
        return ""

    def answer(self, method: str, answer: Values) -> str:
        """What is wrong with an answer of the stand-in's, in words."""
        kind = "200" if answer.get("ok") else "default"
        schema = self._operation(method)["responses"][kind]["schema"]
        whole = {**schema, "definitions": self.text["definitions"]}
        wrong = [
            error.message
            for error in Draft7Validator(whole).iter_errors(answer)
            if not (kind == "default" and answer.get("error") in NEWER_CODES)
        ]
        return "; ".join(wrong[:3])

    def _operation(self, method: str) -> Any:
        return next(iter(self.text["paths"][f"/{method}"].values()))
