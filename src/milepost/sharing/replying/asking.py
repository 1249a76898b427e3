"""Why an answer by mail needs a person, in a sentence for the AE. `%(name)s` is who wrote it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_asked(why: str, *, has_step: bool) -> str:
    """The sentence, with `%(name)s` and, `has_step`, `%(step)s` still to be filled in."""
    if why == "not_me":
        if has_step:
            return _("%(name)s says that “%(step)s” is not theirs. Name somebody else for it.")
        return _("%(name)s says that what we wrote about is not theirs. Name somebody else.")
    if why == "refused" and has_step:
        return _(
            "%(name)s answered about “%(step)s”. It could not be done, so look at it together."
        )
    said = {
        "other_sender": _("An answer came from another address, %(name)s. Nothing was changed."),
        "not_proven": _(
            "The sender of an answer, %(name)s, could not be proven. Nothing was changed."
        ),
        "too_many": _("%(name)s sent very many answers within an hour. Look at the last one."),
        "unread": _("%(name)s answered, and the mail could not be read. Nothing was changed."),
        "closed": _("%(name)s answered, but the plan is finished. Nothing was changed."),
        "no_access": _("%(name)s answered, but has no access any more. Nothing was changed."),
        "refused": _("%(name)s answered. It could not be done, so look at it together."),
    }
    if why in said:
        return said[why]
    if has_step:
        return _("%(name)s answered about “%(step)s”. It was not clear, so nothing was changed.")
    return _("%(name)s answered. It was not clear, so nothing was changed.")
