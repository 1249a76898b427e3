"""What was said on a plan, as both sides' pages show it (`templates/talk.html` lays it out).

Made from `conversation.queries.Conversation`; it knows neither requests nor whose page it is,
only who reads: somebody of the seller's by member, a buyer by their key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from milepost.conversation.files import megabytes
from milepost.conversation.queries import Comment, Conversation, FileRow, Said, Someone
from milepost.pages import formatting
from milepost.pages.comment_text import as_comment

KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at it. An admin of the workspace may take anything off."""

    member_id: int | None = None
    person: str | None = None
    is_admin: bool = False

    def is_author_of(self, said: Said) -> bool:
        """Whether they said it."""
        if self.person is not None:
            return said.person == self.person
        return said.side == "seller" and said.member_id == self.member_id


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment. `note` says that it was changed or deleted."""

    id: int
    side: str
    name: str
    when: str
    iso: str
    html: Markup
    text: str
    note: str
    is_deleted: bool
    may_edit: bool
    may_delete: bool
    may_restore: bool
    has_trail: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """One file or link. `detail` is its kind and size, or the host that a link leads to."""

    id: int
    title: str
    href: str
    is_link: bool
    detail: str
    by: str
    step: str
    is_ready: bool
    note: str
    may_remove: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A step, or the plan as a whole (key ""), as something is said there."""

    key: str
    number: str
    title: str
    status: str = "pending"


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said at one place, oldest first."""

    place: Place
    comments: tuple[CommentView, ...]
    files: tuple[FileView, ...]

    @property
    def count(self) -> int:
        """Comments that still say something."""
        return sum(not comment.is_deleted for comment in self.comments)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done: in which form, why, and what was written there."""

    form: str = ""
    text: str = ""
    posted: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """How large a file may be: in bytes, in words, and what is said of a larger one."""

    bytes: int
    words: str
    too_large: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the two papers: what both sides read, or what the seller's side alone does.

    `people` may be named in what is written there, and `places` are where it may stand.
    """

    visibility: str
    button: str
    threads: tuple[Thread, ...]
    people: tuple[Someone, ...]
    places: tuple[Place, ...]
    is_open: bool

    @property
    def files(self) -> tuple[FileView, ...]:
        """All files of this paper, newest first."""
        found = [one for thread in self.threads for one in thread.files]
        return tuple(sorted(found, key=lambda one: -one.id))

    @property
    def spoken(self) -> tuple[Thread, ...]:
        """The places where something was said."""
        return tuple(thread for thread in self.threads if thread.comments)

    @property
    def count(self) -> int:
        """Comments that still say something."""
        return sum(thread.count for thread in self.threads)

    def at(self, key: str) -> Thread:
        """What was said at this place."""
        for thread in self.threads:
            if thread.place.key == key:
                return thread
        place = next((one for one in self.places if one.key == key), Place(key, "", ""))
        return Thread(place, (), ())


def paper(
    talk: Conversation,
    reader: Reader,
    visibility: str,
    places: Sequence[Place],
    address: Callable[[int], str],
    button: str,
    people: Iterable[Someone],
) -> Paper:
    """One paper with its threads by place, in the order of the plan. `address` is a file's.

    What stands on a step that is no longer in the plan is kept at the end.
    """
    known = {place.key for place in places}
    gone = sorted({s.milestone for s in (*talk.comments, *talk.files) if s.milestone} - known)
    shown = [*places, *(Place(key, "", _("A step that was removed")) for key in gone)]
    names = {place.key: _short(place) if place.key else "" for place in shown}
    threads = []
    for place in shown:
        here = [c for c in talk.comments if _is_at(c, place, visibility)]
        files = [f for f in talk.files if _is_at(f, place, visibility) and _is_shown(f, reader)]
        if here or files:
            comments = tuple(comment_view(c, reader) for c in here)
            views = tuple(file_view(f, reader, address(f.id), names[place.key]) for f in files)
            threads.append(Thread(place, comments, views))
    return Paper(visibility, button, tuple(threads), tuple(people), tuple(places), talk.is_open)


def comment_view(comment: Comment, reader: Reader) -> CommentView:
    """One comment in words."""
    is_mine = reader.is_author_of(comment)
    is_deleted = comment.deleted_at is not None
    by_me = is_mine and comment.deleted_by_name in ("", comment.name)
    return CommentView(
        id=comment.id,
        side=comment.side,
        name=comment.name,
        when=when(comment.at),
        iso=comment.at.isoformat(timespec="seconds"),
        html=as_comment(comment.text, comment.mentions),
        text=comment.text,
        note=_note(comment),
        is_deleted=is_deleted,
        may_edit=is_mine and not is_deleted,
        may_delete=(is_mine or reader.is_admin) and not is_deleted,
        may_restore=by_me and is_deleted,
        has_trail=reader.person is None and (is_deleted or comment.edited_at is not None),
    )


def file_view(file: FileRow, reader: Reader, href: str, step: str) -> FileView:
    """One file or link in words."""
    is_mine = reader.is_author_of(file)
    is_removed = file.deleted_at is not None
    return FileView(
        id=file.id,
        title=file.title,
        href=file.url or href,
        is_link=bool(file.url),
        detail=_detail(file),
        by=f"{file.name}, {when(file.at)}",
        step=step,
        is_ready=file.state == "ready" and not is_removed,
        note=_file_note(file),
        may_remove=(is_mine or reader.is_admin) and not is_removed,
        may_restore=is_mine and is_removed and not file.is_gone,
    )


def file_limit() -> Limit:
    """What a file may have, as the operator has set it."""
    most = {"most": megabytes(settings.MAX_FILE_BYTES)}
    return Limit(
        settings.MAX_FILE_BYTES,
        _("Up to %(most)s MB: documents, pictures, texts and archives.") % most,
        _("A file may have up to %(most)s MB. Make it smaller, or attach a link to it.") % most,
    )


def send_words(readers: Sequence[str], otherwise: str) -> str:
    """'Send to Maja and 3 others': who will read it, on the button that sends it."""
    first = [name.split(" ")[0] for name in readers]
    if not first:
        return otherwise
    if len(first) == 1:
        return _("Send to %(name)s") % {"name": first[0]}
    if len(first) == 2:
        return _("Send to %(name)s and %(other)s") % {"name": first[0], "other": first[1]}
    others = len(first) - 1
    text = ngettext("Send to %(name)s and %(n)s other", "Send to %(name)s and %(n)s others", others)
    return text % {"name": first[0], "n": others}


def when(at: datetime) -> str:
    """`14:05` today, else `24 Nov, 14:05`."""
    local = timezone.localtime(at)
    clock = formatting.clock_time(at)
    day = local.date()
    return clock if day == formatting.today() else f"{formatting.short_date(day)}, {clock}"


def _is_at(said: Said, place: Place, visibility: str) -> bool:
    return (said.milestone or "") == place.key and said.visibility == visibility


def _is_shown(file: FileRow, reader: Reader) -> bool:
    """A removed file is shown to its author, who may put it back; the history has the rest."""
    return file.deleted_at is None or (reader.is_author_of(file) and not file.is_gone)


def _short(place: Place) -> str:
    return f"{place.number}. {place.title}" if place.number else place.title


def _note(comment: Comment) -> str:
    if comment.deleted_at is not None:
        by = comment.deleted_by_name
        if by and by != comment.name:
            return _("deleted by %(name)s") % {"name": by}
        return _("deleted this comment")
    return _("edited") if comment.edited_at is not None else ""


def _file_note(file: FileRow) -> str:
    if file.deleted_at is not None:
        return _("removed")
    if file.state == "checking":
        return _("being checked; it can be opened in a moment")
    return _("held back: it did not pass the check of files") if file.state == "refused" else ""


def _detail(file: FileRow) -> str:
    if file.url:
        return urlsplit(file.url).hostname or ""
    ending = file.title.rpartition(".")[2].upper()
    kilobytes = max(1, round(file.size / KILOBYTE))
    size = f"{megabytes(file.size)} MB" if kilobytes >= 1000 else f"{kilobytes} kB"
    return f"{ending}, {size}"
