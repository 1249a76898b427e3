"""Who "the AE" of a plan is: whom notices go to and who signs a reminder.

The plan's owner; else the AE among its people; where both have left, the owner's manager, else an
administrator, so that no notice is told to nobody.
"""

from __future__ import annotations

from django.db import connection

# For `plans_plan p` left joined to its `plans_planprivate q`: ids of active members. The one who
# signs what a buyer reads is the AE proper: buyers see nobody else who owns nothing shared.
_OWNER = """
  (select m.id from workspaces_member m where m.workspace_id = p.workspace_id
    and m.id = q.owner_id and m.is_active),
  (select m.id from plans_person z join workspaces_member m on m.workspace_id = z.workspace_id
    and m.id = z.member_id and m.is_active
    where z.workspace_id = p.workspace_id and z.plan_id = p.id and z.side = 'seller'
      and z.role = 'ae' order by z.position limit 1)"""
SIGNS = f"coalesce({_OWNER})"
AE = f"""coalesce({_OWNER},
  (select b.id from workspaces_member m join workspaces_member b
    on b.workspace_id = m.workspace_id and b.id = m.manager_id and b.is_active
    where m.workspace_id = p.workspace_id and m.id = q.owner_id),
  (select min(m.id) from workspaces_member m where m.workspace_id = p.workspace_id
    and m.role = 'admin' and m.is_active))"""

JOIN = """
join workspaces_workspace w on w.id = p.workspace_id
left join plans_planprivate q on q.workspace_id = p.workspace_id and q.plan_id = p.id"""

# For `plans_plan p`: the member who was named to see to its logistics (product.md section 7), while
# they work here; null where nobody was.
COORDINATOR = """(select c.member_id from plans_person c
  join workspaces_member k on k.workspace_id = c.workspace_id and k.id = c.member_id and k.is_active
  where c.workspace_id = p.workspace_id and c.plan_id = p.id and c.key = p.coordinator
    and c.side = 'seller')"""

_WHO_SIGNS = f"""
select m.id, m.name from plans_plan p {JOIN}
join workspaces_member m on m.workspace_id = p.workspace_id and m.id = {SIGNS}
where p.workspace_id = %s::bigint and p.id = %s::bigint"""


def who_signs(workspace_id: int, plan_id: int) -> tuple[int | None, str]:
    """The AE who signs what a buyer reads of a plan: their member and name; (None, "") for nobody.

    One statement, inside a seller's scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHO_SIGNS, (workspace_id, plan_id))
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (None, "")
