"""Every write of plans. Each function is one change, made inside a seller's scope.

A command locks the plan, edits `domain.Plan`, has it checked, and writes rows, revision and
outbox row in the scope's transaction. `seen` is the revision that the person looked at: a field
set by somebody else since then is a `FieldConflict` unless both set it to the same.
"""

from __future__ import annotations

from milepost.plans.changing import (
    Actor,
    Changed,
    ConflictingField,
    FieldConflict,
)
from milepost.plans.effects import Effect
from milepost.plans.field_commands import (
    change_fields,
    move_target,
    order_milestones,
    set_status,
)
from milepost.plans.form_commands import make_full, start_small
from milepost.plans.life_commands import (
    archive,
    make_baseline,
    restore,
    set_life,
    take_agreement_back,
    undo_last,
    undo_revision,
)
from milepost.plans.part_commands import (
    add_milestone,
    add_milestones,
    add_person,
    add_steps,
    add_task,
    complete_task,
    remove_milestone,
    remove_person,
    remove_task,
)
from milepost.plans.whole_commands import (
    copy_plan,
    create_plan,
    import_document,
    replace_document,
)

Conflict = FieldConflict

__all__ = [
    "Actor",
    "Changed",
    "Conflict",
    "ConflictingField",
    "Effect",
    "FieldConflict",
    "add_milestone",
    "add_milestones",
    "add_person",
    "add_steps",
    "add_task",
    "archive",
    "change_fields",
    "complete_task",
    "copy_plan",
    "create_plan",
    "import_document",
    "make_baseline",
    "make_full",
    "move_target",
    "order_milestones",
    "remove_milestone",
    "remove_person",
    "remove_task",
    "replace_document",
    "restore",
    "set_life",
    "set_status",
    "start_small",
    "take_agreement_back",
    "undo_last",
    "undo_revision",
]
