"""A workspace's way into its Slack team: letting in, looking, ending, and noticing that it ended.

Tokens are sealed at rest. A token that Slack no longer takes (revoked, the app removed) marks the
connection as broken: nothing more is recorded for Slack, mail goes on, administrators are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotReachable, Problem
from milepost.messaging import outbox
from milepost.messaging.channels.slack.client import (
    Limited,
    Refused,
    SlackFailure,
    call,
    client,
    scopes_of,
)
from milepost.messaging.messages import Reader, tell
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.platform.scope import seller_scope, worker_scope
from milepost.platform.secrets import seal, unseal

SCOPES = ("chat:write", "users:read", "users:read.email")
"""Posting, and finding members by their address: Slack gives the second two only together."""
LOOKS_BACK = "im:history"
"""Never asked for. With it, what an unanswered post did is looked up before it is made again."""

DEAD = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's words for a token that opens nothing any more, until somebody connects anew."""

_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{10,250}")
_SECRET = re.compile(r"[0-9a-fA-F]{32,64}")

_COLUMNS = """workspace_id, team_id, team_name, app_id, bot_user_id, scopes, token, signing_secret,
  is_oauth, connected_at, broken_at, broken_why"""
_READ = f"select {_COLUMNS} from messaging_slackconnection where workspace_id = %s::bigint"  # noqa: S608
_OF_TEAM = f"""/* worker */
select {_COLUMNS} from messaging_slackconnection where team_id = %s order by workspace_id"""  # noqa: S608
_SIGNED = f"""/* worker */
select {_COLUMNS} from messaging_slackconnection where signing_secret <> ''"""  # noqa: S608
_KEEP = """
insert into messaging_slackconnection (workspace_id, team_id, team_name, app_id, bot_user_id,
  scopes, token, signing_secret, is_oauth, connected_by, connected_at)
values (%(workspace)s, %(team)s, %(name)s, %(app)s, %(bot)s, %(scopes)s, %(token)s, %(secret)s,
  %(oauth)s, %(by)s, %(now)s)
on conflict (workspace_id) do update set team_id = excluded.team_id, app_id = excluded.app_id,
  team_name = excluded.team_name, bot_user_id = excluded.bot_user_id, scopes = excluded.scopes,
  token = excluded.token, signing_secret = excluded.signing_secret, is_oauth = excluded.is_oauth,
  connected_by = excluded.connected_by, connected_at = excluded.connected_at,
  broken_at = null, broken_why = ''"""
_BREAK = """
update messaging_slackconnection set broken_at = %s, broken_why = %s
where workspace_id = %s and broken_at is null and connected_at = %s"""
_ADMINS = """
select id from workspaces_member
where workspace_id = %s::bigint and role = 'admin' and is_active"""


@dataclass(frozen=True, slots=True)
class Connection:
    """A kept connection. `token` and `secret` are sealed until they are asked for."""

    workspace_id: int
    team_id: str
    team_name: str
    app_id: str
    bot_user_id: str
    scopes: frozenset[str]
    sealed_token: str
    sealed_secret: str
    is_oauth: bool
    connected_at: datetime
    broken_at: datetime | None
    broken_why: str

    @property
    def token(self) -> str:
        """What opens the door. Raises NotSealed where the secret key was changed."""
        return unseal(self.sealed_token)

    @property
    def signing_secret(self) -> str:
        """What Slack signs its calls with: the app's own, or the server's; "" where neither is
        known, and then messages have no buttons."""
        return unseal(self.sealed_secret) if self.sealed_secret else settings.SLACK_SIGNING_SECRET

    @property
    def has_buttons(self) -> bool:
        """Whether a pressed button can be believed."""
        return bool(self.sealed_secret or settings.SLACK_SIGNING_SECRET)


@dataclass(frozen=True, slots=True)
class Found:
    """A way in as Slack gave it, before it is kept."""

    team_id: str
    team_name: str
    bot_user_id: str
    scopes: frozenset[str]
    token: str
    app_id: str = ""
    signing_secret: str = ""
    is_oauth: bool = True


def is_set_up() -> bool:
    """Whether this server has a Slack app of its own, so that a button connects."""
    return bool(settings.SLACK_CLIENT_ID and settings.SLACK_CLIENT_SECRET)


def authorize_address(state: str, redirect: str) -> str:
    """Where an administrator says yes."""
    values = {
        "client_id": settings.SLACK_CLIENT_ID,
        "scope": ",".join(SCOPES),
        "state": state,
        "redirect_uri": redirect,
    }
    return f"{urljoin(settings.SLACK_API_URL, '/oauth/v2/authorize')}?{urlencode(values)}"


def found_by_code(code: str, redirect: str) -> Found:
    """What a code of Slack's stands for. Raises InvalidInput, and NotReachable."""
    answer = _asked(
        client().oauth_v2_access,
        client_id=settings.SLACK_CLIENT_ID,
        client_secret=settings.SLACK_CLIENT_SECRET,
        code=code,
        redirect_uri=redirect,
    )
    team = answer.get("team") or {}
    if answer.get("is_enterprise_install") or not team.get("id"):
        raise _invalid("", _("a whole organisation was chosen"), _("choose one workspace in Slack"))
    if answer.get("refresh_token") or answer.get("expires_in"):
        raise _invalid(
            "",
            _("the app's tokens expire"),
            _("turn token rotation off in the app's settings, and connect again"),
        )
    token = str(answer.get("access_token") or "")
    if not _TOKEN.fullmatch(token):
        raise _invalid("", _("Slack gave no bot token"), _("add the bot scopes to the app"))
    found = Found(
        team_id=str(team["id"]),
        team_name=str(team.get("name") or team["id"]),
        bot_user_id=str(answer.get("bot_user_id") or ""),
        scopes=frozenset(filter(None, str(answer.get("scope") or "").split(","))),
        token=token,
        app_id=str(answer.get("app_id") or ""),
    )
    _ensure_scopes(found.scopes, "")
    return found


def found_by_token(token: str, signing_secret: str = "") -> Found:
    """What a pasted bot token opens. Raises InvalidInput, and NotReachable."""
    token, signing_secret = token.strip(), signing_secret.strip()
    problems = []
    if not _TOKEN.fullmatch(token):
        problems.append(
            Problem("token", _("it is no bot token"), _("copy the one that begins with xoxb-"))
        )
    if signing_secret and not _SECRET.fullmatch(signing_secret):
        problems.append(
            Problem(
                "signing_secret",
                _("it is no signing secret"),
                _("copy it from “Basic Information” of the app"),
            )
        )
    if problems:
        raise InvalidInput(problems)
    answer = _asked(client(token).auth_test)
    if not answer.get("bot_id"):
        raise _invalid("token", _("it is a person's token"), _("copy the bot token of the app"))
    scopes = scopes_of(answer)
    _ensure_scopes(scopes, "token")
    return Found(
        team_id=str(answer["team_id"]),
        team_name=str(answer["team"] or answer["team_id"]),
        bot_user_id=str(answer["user_id"]),
        scopes=scopes,
        token=token,
        signing_secret=signing_secret,
        is_oauth=False,
    )


def connect(workspace_id: int, found: Found, by: int | None) -> None:
    """Keep a way in, in the place of any earlier one, and begin to look for people.

    Inside the seller's scope. What belonged to another team is forgotten.
    """
    earlier = connection_of(workspace_id)
    if earlier is not None and earlier.team_id != found.team_id:
        _forget(workspace_id)
    now = timezone.now()
    values = {
        "workspace": workspace_id,
        "team": found.team_id,
        "name": found.team_name[:200],
        "app": found.app_id,
        "bot": found.bot_user_id,
        "scopes": ",".join(sorted(found.scopes)),
        "token": seal(found.token),
        "secret": seal(found.signing_secret) if found.signing_secret else "",
        "oauth": found.is_oauth,
        "by": by,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
    outbox.record("slack.people", f"slack:people:{now.isoformat()}", {}, workspace_id)


def disconnect(workspace_id: int) -> None:
    """Forget the connection. A token that Slack gave us is taken back by a delivery of its own; a
    pasted one is its owner's, who may use it elsewhere."""
    kept = connection_of(workspace_id)
    if kept is None:
        return
    if kept.is_oauth and kept.broken_at is None:
        key = f"slack:revoke:{kept.connected_at.isoformat()}"
        payload = {"token": kept.sealed_token, "team": kept.team_id, "app": kept.app_id}
        outbox.record("slack.revoke", key, payload, workspace_id)
    _forget(workspace_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from messaging_slackconnection where workspace_id = %s", (workspace_id,)
        )


def revoke(delivery: Delivery) -> None:
    """Take a token back, unless somebody still uses it: Slack gives one app one token for a team,
    whichever workspace of this server asked for it."""
    payload = delivery.payload
    users = connections_of_team(str(payload["team"]))
    if any(user.app_id == payload["app"] for user in users):
        return
    try:
        call(client(unseal(str(payload["token"]))).auth_revoke)
    except Refused:
        return  # it opens nothing any more
    except Limited as limited:
        raise DeliveryFailed(str(limited), retry_after=limited.seconds) from limited
    except SlackFailure as failure:
        raise DeliveryFailed(str(failure)) from failure


def connection_of(workspace_id: int) -> Connection | None:
    """The workspace's connection, in the scope that is open."""
    return next(iter(_read(_READ, (workspace_id,))), None)


def connections_of_team(team_id: str) -> list[Connection]:
    """Every workspace's connection to one team, as the worker."""
    with worker_scope():
        return _read(_OF_TEAM, (team_id,))


def connections_with_secrets() -> list[Connection]:
    """Those with an app of their own, as the worker."""
    with worker_scope():
        return _read(_SIGNED, ())


def note_broken(kept: Connection, why: str) -> bool:
    """Slack no longer lets us in: nothing more goes there, and administrators are told, once.

    A connection that was made anew since is left alone. Opens the seller's scope.
    """
    with seller_scope(kept.workspace_id), connection.cursor() as cursor:
        now = timezone.now()
        cursor.execute(_BREAK, (now, why[:80], kept.workspace_id, kept.connected_at))
        if cursor.rowcount != 1:
            return False
        cursor.execute(_ADMINS, (kept.workspace_id,))
        admins = [Reader("seller", member_id=row[0]) for row in cursor.fetchall()]
        facts = {"team": kept.team_name, "why": why[:80]}
        key = f"slack_broken:{kept.connected_at.isoformat()}"
        tell("slack_broken", key, admins, workspace_id=kept.workspace_id, facts=facts, now=now)
        return True


def _forget(workspace_id: int) -> None:
    with connection.cursor() as cursor:
        for table in ("slackperson", "slackchannel", "slackpost"):
            cursor.execute(
                f"delete from messaging_{table} where workspace_id = %s",  # noqa: S608
                (workspace_id,),
            )


def _asked(method: Any, **values: Any) -> Any:
    """A call on behalf of somebody who waits for the page."""
    try:
        return call(method, **values)
    except Refused as refused:
        raise _invalid(
            "token" if method.__name__ == "auth_test" else "",
            _("Slack refused it (%(code)s)") % {"code": refused.code},
            _("try once more, with a token or a consent that is new"),
        ) from None
    except SlackFailure as failure:
        raise NotReachable(
            _("Slack did not answer as it should. Try again in a minute.")
        ) from failure


def _ensure_scopes(scopes: frozenset[str], field: str) -> None:
    missing = [scope for scope in SCOPES if scope not in scopes]
    if missing:
        raise _invalid(
            field,
            _("the app may not do all that is needed: %(scopes)s") % {"scopes": ", ".join(missing)},
            _("add these bot token scopes, and install the app again"),
        )


def _invalid(path: str, wrong: str, right: str) -> InvalidInput:
    return InvalidInput([Problem(path, wrong, right)])


def _read(statement: str, values: Sequence[Any]) -> list[Connection]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [
        Connection(*row[:5], frozenset(filter(None, row[5].split(","))), *row[6:]) for row in rows
    ]
