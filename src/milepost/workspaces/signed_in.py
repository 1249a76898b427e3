"""Who asks: from the session cookie to the member, and into the seller's scope, in one statement.

    @member_page
    def plan(request: MemberRequest, plan_id: int) -> HttpResponse: ...

The view runs inside the scope: one transaction under `milepost_seller` and this workspace, so it
must render there (a lazy template is rendered before the scope closes). Session and user are
resolved by the opening statement; Django's own lazy ones would fail under the seller's role.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Concatenate, Literal, ParamSpec, overload
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from milepost.domain.errors import NotAllowed
from milepost.platform import scope
from milepost.platform.language import members_language
from milepost.workspaces.models import User
from milepost.workspaces.sessions import SessionStore

P = ParamSpec("P")
RENEW_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The member's workspace, as pages need it."""

    id: int
    name: str
    currency: str
    time_zone: str
    country: str
    subdivision: str
    plan_title: str
    is_example: bool
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """The signed-in member. `time_zone` is their own or, failing that, the workspace's."""

    id: int
    user_id: int
    workspace_id: int
    name: str
    email: str
    role: str
    language: str
    time_zone: str
    workspace: Workspace

    @property
    def is_admin(self) -> bool:
        """Whether they look after the workspace and its members."""
        return self.role == "admin"


class MemberRequest(HttpRequest):
    """A request whose member is known. `extra` holds what the page's `Extra` asked for."""

    member: Member
    extra: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """Further columns of the opening statement, for pages that answer from it alone.

    `joins` may refer to `m` (the member) and `w` (the workspace) and, as `%(name)s`, to the
    address's arguments. It is read by the application's login, before the scope is open.
    """

    columns: str
    joins: str


_STATEMENT = """/* sign-in */
select s.session_data, s.expire_date, u.id, u.email, u.password,
  m.id, m.name, m.email, m.role, m.language, m.time_zone,
  w.id, w.name, w.currency, w.time_zone, w.country, w.subdivision, w.plan_title, w.is_example,
  w.policy::text,
  set_config('role', 'milepost_seller', true),
  set_config('milepost.workspace', w.id::text, true),
  set_config('milepost.member', m.id::text, true){columns}
from workspaces_session s
join workspaces_user u on u.id = s.user_id and u.is_active
join lateral (
  select * from workspaces_member own where own.user_id = u.id and own.is_active
  order by (own.id = s.member_id) desc nulls last, own.id limit 1
) m on true
join workspaces_workspace w on w.id = m.workspace_id
{joins}
where s.session_key = %(milepost_session)s and s.expire_date > now()"""
_COLUMNS = 23

View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]
Page = Callable[..., HttpResponseBase]


@overload
def member_page(view: View[P], /) -> Page: ...
@overload
def member_page(
    *, extra: Extra | None = None, roles: tuple[str, ...] = (), methods: tuple[str, ...] = ()
) -> Callable[[View[P]], Page]: ...
def member_page(
    view: View[P] | None = None,
    /,
    *,
    extra: Extra | None = None,
    roles: tuple[str, ...] = (),
    methods: tuple[str, ...] = (),
) -> Any:
    """Let members in, and run the view inside their workspace's scope.

    `roles`: only these (NotAllowed for others). `methods`: only these (405 for others).
    """
    if view is None:
        return functools.partial(_decorate, extra=extra, roles=roles, methods=methods)
    return _decorate(view, extra=extra, roles=roles, methods=methods)


def member_action(view: View[P] | None = None, /, *, roles: tuple[str, ...] = ()) -> Any:
    """A `member_page` that changes something: by POST only."""
    return (
        member_page(roles=roles, methods=("POST",))
        if view is None
        else _decorate(view, extra=None, roles=roles, methods=("POST",))
    )


def with_member(view: Callable[..., HttpResponseBase]) -> Page:
    """For pages of the sign-in library: `request.member` is known, and no scope is open."""

    @functools.wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.session.session_key:
            parameters = {"milepost_session": request.session.session_key}
            with scope.scope_opened_by(_statement(None), parameters) as row:  # type: ignore[arg-type]
                found = _read(request, row)
            if found:
                with _as_reader(found):
                    return _rendered(view(request, *args, **kwargs))
        return view(request, *args, **kwargs)

    return page


@contextmanager
def as_member(session_key: str) -> Iterator[Member | None]:
    """For what is no page: the member whose session this is, in their scope; None for nobody."""
    asking = SimpleNamespace(session=SessionStore(session_key))
    parameters = {"milepost_session": session_key}
    with scope.scope_opened_by(_statement(None), parameters) as row:  # type: ignore[arg-type]
        member = _read(asking, row)
        if member is not None:
            scope.entered(member.workspace_id, member.id)
        yield member


def _decorate(
    view: View[P], *, extra: Extra | None, roles: tuple[str, ...], methods: tuple[str, ...]
) -> Page:
    statement = _statement(extra)

    @functools.wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if methods and request.method not in methods:
            return HttpResponseNotAllowed(methods)
        session_key = request.session.session_key
        if session_key:
            parameters = {"milepost_session": session_key, **(kwargs if extra else {})}
            with scope.scope_opened_by(statement, parameters) as row:  # type: ignore[arg-type]
                member = _read(request, row)
                if member:
                    scope.entered(member.workspace_id, member.id)
                    if roles and member.role not in roles:
                        raise NotAllowed(_("Only an administrator of the workspace may do this."))
                    with _as_reader(member):
                        return _rendered(view(request, *args, **kwargs))
        return to_sign_in(request)

    page.is_member_page = True  # type: ignore[attr-defined]
    return page


@functools.cache
def _statement(extra: Extra | None) -> str:
    return _STATEMENT.format(
        columns=f", {extra.columns}" if extra else "", joins=extra.joins if extra else ""
    )


def _read(request: Any, row: tuple[Any, ...] | None) -> Member | None:
    """Check the session and put user, member and session where the page expects them."""
    if row is None:
        return None
    data = request.session.decode(row[0])
    user = _user(*row[2:5])
    if data.get(SESSION_KEY) != str(user.pk) or not _is_still_valid(user, data):
        return None
    member = _member(row)
    request.session._session_cache = data
    request.session.accessed = True
    if row[1] - datetime.now(UTC) < timedelta(seconds=settings.SESSION_COOKIE_AGE) - RENEW_AFTER:
        request.session.modified = True
    request.user = request._cached_user = user
    request.member = member
    request.extra = row[_COLUMNS:]
    return member


def _user(key: int, email: str, password: str) -> User:
    """The user as far as the statement read them; other fields are fetched when asked for."""
    known = {"id": key, "email": email, "password": password, "is_active": True}
    names = [f.attname for f in User._meta.concrete_fields if f.attname in known]
    return User.from_db("default", names, [known[name] for name in names])


def _is_still_valid(user: User, data: Mapping[str, Any]) -> bool:
    """A changed password signs every other browser out."""
    given = data.get(HASH_SESSION_KEY, "")
    if constant_time_compare(given, user.get_session_auth_hash()):
        return True
    return any(
        constant_time_compare(given, older) for older in user.get_session_auth_fallback_hash()
    )


def _member(row: tuple[Any, ...]) -> Member:
    workspace = Workspace(
        id=row[11],
        name=row[12],
        currency=row[13],
        time_zone=row[14],
        country=row[15],
        subdivision=row[16],
        plan_title=row[17],
        is_example=row[18],
        policy=json.loads(row[19]) if row[19] != "{}" else {},
    )
    return Member(
        id=row[5],
        user_id=row[2],
        workspace_id=workspace.id,
        name=row[6],
        email=row[7],
        role=row[8],
        language=row[9],
        time_zone=row[10] or workspace.time_zone,
        workspace=workspace,
    )


class _as_reader:
    """The member's language and time zone, for as long as the page takes."""

    __slots__ = ("_language", "_zone")

    def __init__(self, member: Member) -> None:
        wished = members_language(member.language) if member.language else ""
        self._language = translation.override(wished) if wished else None
        self._zone = timezone.override(zone_of(member.time_zone))

    def __enter__(self) -> None:
        if self._language:
            self._language.__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: Any) -> Literal[False]:
        self._zone.__exit__(*error)
        if self._language:
            self._language.__exit__(*error)
        return False


@functools.lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where there is none of it."""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    render = getattr(response, "render", None)
    if render and not getattr(response, "is_rendered", True):
        return render()  # type: ignore[no-any-return]
    return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody who is not signed in to the sign-in page, and back afterwards."""
    if request.user.is_authenticated:
        logout(request)
        messages.warning(request, _("You are no longer a member of this workspace."))
    target = request.get_full_path()
    if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request"):
        target = _page_before(request)
    answer = redirect_to_login(target, settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        page = HttpResponse(status=401)
        page["HX-Redirect"] = answer["Location"]
        return page
    return answer


def _page_before(request: HttpRequest) -> str:
    """The page that a background request came from, where it is one of ours."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return "/"
    path = address.split("/", 3)[3:]
    return "/" + (path[0] if path else "")
