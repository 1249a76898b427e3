"""Which form edits which field of a plan: path -> Editor with its fields and what they change.

The page itself carries no forms; each is asked for when somebody wants to change that one
field. Values are handed to the commands as the plan document would hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import NotFound
from milepost.domain.paths import parts_of, path_of
from milepost.domain.plan import Milestone, Plan

from . import words
from .countries import country_choices

Json = Any
Post = Mapping[str, str]
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input: `path` is the plan's field that it changes ('' for none of its own)."""

    name: str
    label: str
    path: str = ""
    kind: str = "text"
    value: Any = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The form of one field (or of the few that belong together).

    `apart`: each input stands for itself, and only those that were changed are sent on, so that
    somebody else's change of another one merges.
    """

    path: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""
    changes: Callable[[Post], dict[str, Json]] | None = None
    apart: bool = False

    def changed(self, post: Post) -> dict[str, Json]:
        """What a posted form changes: path -> value of the document."""
        if self.changes is not None:
            values = self.changes(post)
        else:
            values = {item.path: input_value(item, post) for item in self.fields if item.path}
        if self.apart:
            for item in self.fields:
                if is_untouched(item.name, post):
                    values.pop(item.path, None)
        return values


def is_untouched(name: str, post: Post) -> bool:
    """Whether an input came back as it was shown (its first value travels with the form)."""
    first = post.get(f"was-{name}")
    return first is not None and first.strip() == post.get(name, "").strip()


def editor_of(plan: Plan, path: str) -> Editor:
    """The editor of a path; raises NotFound for a path that nobody edits this way."""
    match parts_of(path):
        case ("milestones", key, *rest):
            milestone = plan.milestone(key)
            if milestone is None:
                raise NotFound(_("This step is no longer in the plan."))
            return milestone_editor(plan, milestone, ".".join(rest))
        case (name,) if name in PLAN_EDITORS:
            return PLAN_EDITORS[name](plan)
        case ("outcome", "go_live"):
            return outcome_editor(plan)
    raise NotFound(_("There is nothing to edit here."))


def input_value(item: Field, post: Post) -> Json:
    """One posted input as the document holds it; an empty one is null."""
    raw = post.get(item.name, "").strip()
    if item.kind == "check":
        return raw != ""
    if item.kind == "number" and raw.isascii() and raw.lstrip("-").isdigit() and len(raw) < 10:
        return int(raw)
    return raw or None


def title_editor(plan: Plan) -> Editor:
    """The plan's title."""
    line = Field(name="title", label=_("Title"), path="title", value=plan.title or "")
    note = _("Without a title the buyer reads “Shared success plan”.")
    return Editor(path="title", title=_("Title of the plan"), fields=(line,), note=note)


def notes_editor(plan: Plan) -> Editor:
    """The seller's own notes on the plan."""
    area = Field(name="notes", label=_("Notes"), path="notes", kind="area", value=plan.notes or "")
    note = _("Only your side ever reads this.")
    return Editor(path="notes", title=_("Notes"), fields=(area,), note=note)


def target_close_editor(plan: Plan) -> Editor:
    """The date by which both sides want to sign."""
    day = Field(
        name="target_close",
        label=_("Target close"),
        path="target_close",
        kind="date",
        value=plan.target_close,
        required=True,
        help=_("Steps keep their dates; the plan says at once whether it still fits."),
    )
    return Editor(path="target_close", title=_("Target close"), fields=(day,))


def outcome_editor(plan: Plan) -> Editor:
    """What the plan is for, in the buyer's words."""
    known = plan.outcome
    fields = (
        Field(
            name="goal",
            label=_("What do they want to reach?"),
            path="outcome.goal",
            kind="area",
            value=(known and known.goal) or "",
            help=_("In their words: “Live order tracking in all six warehouses”."),
        ),
        Field(
            name="measure",
            label=_("How will they know?"),
            path="outcome.measure",
            value=(known and known.measure) or "",
        ),
        Field(
            name="why_now",
            label=_("Why now?"),
            path="outcome.why_now",
            value=(known and known.why_now) or "",
        ),
        Field(
            name="go_live",
            label=_("When do they want to be live?"),
            path="outcome.go_live",
            kind="date",
            value=known and known.go_live,
        ),
    )
    note = _("Asked for, never demanded; a plan cannot be agreed without the first line.")
    return Editor(path="outcome", title=_("Outcome"), fields=fields, note=note, apart=True)


def value_editor(plan: Plan) -> Editor:
    """The deal's value, and whether the buyer sees it."""
    known = plan.value
    fields = (
        Field(
            name="amount",
            label=_("Value"),
            path="value",
            value=str(known.amount) if known else "",
            kind="decimal",
        ),
        Field(
            name="currency",
            label=_("Currency"),
            kind="select",
            value=known.currency if known else "USD",
            options=tuple((code, code) for code in sorted(CURRENCIES)),
        ),
        Field(
            name="buyer_sees",
            label=_("The buyer sees the value on the shared plan"),
            kind="check",
            value=bool(known and known.buyer_sees),
        ),
    )

    def changes(post: Post) -> dict[str, Json]:
        amount = plain_amount(post.get("amount", ""))
        if not amount:
            return {"value": None}
        value = {
            "amount": amount,
            "currency": post.get("currency", "USD"),
            "buyer_sees": bool(post.get("buyer_sees")),
        }
        return {"value": value}

    return Editor(path="value", title=_("Value of the deal"), fields=fields, changes=changes)


def plain_amount(typed: str) -> str:
    """A typed amount as a decimal: '86,000' and '86 000,50' -> '86000' and '86000.50'."""
    text = "".join(typed.split()).replace("'", "").replace("\u2019", "")
    comma, dot = text.rfind(","), text.rfind(".")
    if comma > dot and (dot >= 0 or len(text) - comma - 1 != 3):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "")


def deal_type_editor(plan: Plan) -> Editor:
    """The type of deal: proposed from value and length, chosen by a person."""
    chosen = Field(
        name="deal_type",
        label=_("Type of deal"),
        path="deal_type",
        kind="select",
        value=plan.deal_type or "",
        options=(("", _("Not said")), *words.choices(words.DEAL_TYPE)),
        help=_("The steps stay as they are; only the type changes. Buyers never see it."),
    )
    return Editor(path="deal_type", title=_("Type of deal"), fields=(chosen,))


def coordinator_editor(plan: Plan) -> Editor:
    """Who gets the logistics of a long plan."""
    ours = [p for p in plan.people if p.side == "seller"]
    # Solutions engineers and success managers first: it is their task (product.md section 7).
    ours.sort(key=lambda p: p.role not in ("solutions_engineer", "csm"))
    people = ((p.key, f"{p.name}, {words.word_of(words.ROLE, p.role)}") for p in ours)
    chosen = Field(
        name="coordinator",
        label=_("Coordinator"),
        path="coordinator",
        kind="select",
        value=plan.coordinator or "",
        options=(("", _("Nobody")), *people),
        help=_("Is asked for names that are missing, in the AE's place, and sees to the reviews."),
    )
    return Editor(path="coordinator", title=_("Coordinator"), fields=(chosen,))


def calendars_editor(plan: Plan) -> Editor:
    """Whose public holidays count: a working day is one on which both sides work."""
    fields = []
    for side, label in (("buyer", plan.account), ("seller", _("your side"))):
        calendar = getattr(plan.calendars, side) if plan.calendars else None
        fields.append(
            Field(
                name=f"{side}_country",
                label=_("Country of %(side)s") % {"side": label},
                path=f"calendars.{side}",
                kind="select",
                value=calendar.country if calendar else "",
                options=country_choices(),
            )
        )
        fields.append(
            Field(
                name=f"{side}_subdivision",
                label=_("Region of %(side)s") % {"side": label},
                value=(calendar.subdivision or "") if calendar else "",
                help=_("As in ISO 3166-2 without the country: ENG, BY, CA."),
            )
        )

    def changes(post: Post) -> dict[str, Json]:
        return {f"calendars.{side}": posted_calendar(plan, side, post) for side in SIDES}

    note = _("A side without a country works Monday to Friday.")
    return Editor(
        path="calendars", title=_("Calendars"), fields=tuple(fields), note=note, changes=changes
    )


SIDES = ("buyer", "seller")


def posted_calendar(plan: Plan, side: str, post: Post) -> Json:
    """One side's calendar from the form; its time zone stays while the country does."""
    country = post.get(f"{side}_country", "").strip()
    if not country:
        return None
    known = getattr(plan.calendars, side) if plan.calendars else None
    zone = known.time_zone if known and known.country == country else None
    subdivision = post.get(f"{side}_subdivision", "").strip().upper() or None
    return {"country": country, "subdivision": subdivision, "time_zone": zone}


def milestone_editor(plan: Plan, milestone: Milestone, name: str) -> Editor:
    """The form of one field of a milestone."""
    path = path_of("milestones", milestone.key, name)
    made = MILESTONE_FIELDS.get(name)
    if made is None:
        raise NotFound(_("There is nothing to edit here."))
    return Editor(path=path, title=milestone.title, fields=(made(plan, milestone, path),))


def title_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """A milestone's title."""
    return Field(name="value", label=_("Title"), path=path, value=milestone.title, required=True)


def done_means_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """What has to be true for it to count as complete."""
    return Field(
        name="value",
        label=_("Done means"),
        path=path,
        kind="area",
        value=milestone.done_means or "",
        help=_("One line: what has to be true for it to count as complete."),
    )


def notes_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """The seller's notes on one milestone."""
    return Field(
        name="value",
        label=_("Notes"),
        path=path,
        kind="area",
        value=milestone.notes or "",
        help=_("Only your side ever reads this."),
    )


def duration_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """Working days that the step takes."""
    return Field(
        name="value",
        label=_("Takes how many working days?"),
        path=path,
        kind="number",
        value=milestone.duration,
        required=True,
        help=_("Days on which both sides work."),
    )


def kind_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """What the step is, apart from its title."""
    return Field(
        name="value",
        label=_("Kind"),
        path=path,
        kind="select",
        value=milestone.kind,
        options=tuple(words.choices(words.KIND)),
        help=_("The last shared step of kind Signature is the one that signs the deal."),
    )


def phase_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """The phase in which the step stands."""
    own = {m.phase for m in plan.milestones if m.phase and m.phase not in words.PHASE}
    return Field(
        name="value",
        label=_("Phase"),
        path=path,
        kind="datalist",
        value=milestone.phase or "",
        options=(*words.choices(words.PHASE), *((phase, phase) for phase in sorted(own))),
        help=_("One of the three, or your own words."),
    )


def visibility_field(plan: Plan, milestone: Milestone, path: str) -> Field:
    """Whether both sides see the step."""
    return Field(
        name="value",
        label=_("Who sees this step?"),
        path=path,
        kind="radio",
        value=milestone.visibility,
        options=(
            ("shared", _("Both sides: it is numbered and counts")),
            ("internal", _("Only your side: no number, counts for nothing the buyer sees")),
        ),
    )


PLAN_EDITORS: dict[str, Callable[[Plan], Editor]] = {
    "title": title_editor,
    "notes": notes_editor,
    "target_close": target_close_editor,
    "outcome": outcome_editor,
    "value": value_editor,
    "deal_type": deal_type_editor,
    "coordinator": coordinator_editor,
    "calendars": calendars_editor,
}
MILESTONE_FIELDS: dict[str, Callable[[Plan, Milestone, str], Field]] = {
    "title": title_field,
    "done_means": done_means_field,
    "notes": notes_field,
    "duration": duration_field,
    "kind": kind_field,
    "phase": phase_field,
    "visibility": visibility_field,
}
