"""Where sessions are kept: Django's database sessions, plus who they belong to in columns."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from milepost.plans import live

MEMBER_KEY = "milepost_member"


class SessionStore(DatabaseStore):
    """Keeps `user_id` and `member_id` beside the signed data, so that one join finds them."""

    @classmethod
    def get_model_class(cls) -> Any:
        from milepost.workspaces.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session = super().create_model_instance(data)
        user = data.get(SESSION_KEY)
        session.user_id = int(user) if user else None
        session.member_id = data.get(MEMBER_KEY)
        return session

    def delete(self, session_key: str | None = None) -> None:
        """End a session, and its open pages with it."""
        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            live.recheck_session(key)
