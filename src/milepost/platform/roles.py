"""The four roles and two logins, as SQL that may be run again and again.

The owner migrates. `milepost_seller` works under row-level security by workspace,
`milepost_buyer` by plan and stakeholder, `milepost_worker` on what crosses workspaces. The
application's login may become seller and worker; the portal's may become buyer alone, so that
injected SQL under the buyer's role has nowhere to go. Memberships are not inherited: without a
scope a login has its own few tables and no more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Container, Iterable, Mapping

GROUPS = ("milepost_owner", "milepost_seller", "milepost_buyer", "milepost_worker")
APP_LOGIN = "milepost_app"
PORTAL_LOGIN = "milepost_portal"
# A statement, a wait or a forgotten transaction beyond these holds others up for nothing. Set on
# the logins, since what a connection asks for at its start does not pass every pooler.
LIMITS = {
    "statement_timeout": "60s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}

# Tables of libraries that signing in needs, before anybody's workspace is known.
_SIGN_IN_PREFIXES = ("account_", "mfa_", "socialaccount_")
_SIGN_IN_TABLES = ("django_session",)
_READ_ONLY_TABLES = ("django_migrations", "django_content_type", "auth_permission", "auth_group")


def statements(
    database: str, passwords: Mapping[str, str], existing: Container[str], migrator: str
) -> list[str]:
    """What makes roles, logins and their rights, run by a login that may create roles.

    `passwords` maps a login to the password that it gets; a login without one keeps its own.
    `existing` names the roles that are there already; `migrator` is whoever migrates.
    """
    lines = [f"create role {name} nologin" for name in GROUPS if name not in existing]
    for login in (APP_LOGIN, PORTAL_LOGIN):
        password = passwords.get(login)
        if login not in existing:
            lines.append(f"create role {login} login noinherit")
            lines += [f"alter role {login} set {name} = '{most}'" for name, most in LIMITS.items()]
        if password is not None:
            lines.append(f"alter role {login} password '{scram_verifier(password)}'")
    return [
        *lines,
        f"grant milepost_owner to {quoted(migrator)} with inherit true, set true",
        f"grant milepost_seller, milepost_worker to {APP_LOGIN} with inherit false, set true",
        f"grant milepost_buyer to {PORTAL_LOGIN} with inherit false, set true",
        f"grant connect on database {quoted(database)} to {APP_LOGIN}, {PORTAL_LOGIN}",
        # Nothing here makes tables of its own, so nobody who got in may either.
        f"revoke temporary on database {quoted(database)} from public",
        "grant usage, create on schema public to milepost_owner",
        "grant usage on schema public to milepost_seller, milepost_buyer, milepost_worker,"
        f" {APP_LOGIN}, {PORTAL_LOGIN}",
        # Anybody may execute a new function otherwise, definer's ones too.
        "alter default privileges for role milepost_owner revoke execute on functions from public",
    ]


def sign_in_grants(tables: Iterable[str]) -> list[str]:
    """Rights of the application's login on the libraries' sign-in tables, after migrating."""
    granted = []
    for table in sorted(tables):
        if table.startswith(_SIGN_IN_PREFIXES) or table in _SIGN_IN_TABLES:
            granted.append(
                f"grant select, insert, update, delete on table {quoted(table)} to {APP_LOGIN}"
            )
        elif table in _READ_ONLY_TABLES:
            granted.append(f"grant select on table {quoted(table)} to {APP_LOGIN}")
    return granted


def scram_verifier(password: str) -> str:
    """What PostgreSQL keeps of a password, so that no statement ever shows the password."""
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    salt_text, stored, server = (
        base64.b64encode(part).decode() for part in (salt, stored_key, server_key)
    )
    return f"SCRAM-SHA-256${rounds}:{salt_text}${stored}:{server}"


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'
