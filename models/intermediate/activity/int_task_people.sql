-- Whose is each task, and is it done? Everybody's whom its links name.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

tasks as (
    select * from {{ ref('stg_tasks') }}
),

links as (
    {{ linked_people(
        ref('stg_tasks'), links, ref('int_activity_links'), names_system=true
    ) | indent(4) }}
),

company_people as (
    select * from {{ ref('int_company_activities') }} where activity_kind = 'task'
),

contacts as (
    select lead_key, occurred_at from {{ ref('int_attempt_people') }} where direction = 'outbound'
),

owners as (
    select * from {{ ref('int_owner_words') }}
),

linked as (
    select
        concat_ws('|', tasks.source_system, tasks.task_id) as task_key,
        coalesce(links.lead_key, company_people.lead_key) as lead_key,
        tasks.task_type,
        tasks.subject,
        tasks.status,
        tasks.created_at,
        tasks.due_at,
        tasks.completed_at,
        coalesce(owners.owner, tasks.owner_as_given) as owner,
        tasks.source_file,
        tasks.source_row
    from tasks
    left join links on {{ link_hash(links, 'tasks', names_system=true) }} = links.link_hash
    left join company_people
        on tasks.source_system = company_people.source_system
        and tasks.task_id = company_people.activity_id
    left join owners on lower(trim(tasks.owner_as_given)) = owners.owner_word
),

-- A worklist has no cell for "done": a step agreed there is over when the person is contacted on
-- its day or later, or when a later list names another.
list_steps as (
    select lead_key, task_key, created_at, coalesce(due_at, created_at) as due_at
    from linked
    where task_type = 'worklist' and lead_key is not null
),

list_ends as (
    select steps.lead_key, steps.task_key, min(contacts.occurred_at) as ended_at
    from list_steps as steps
    inner join contacts
        on steps.lead_key = contacts.lead_key
        and {{ local_date('contacts.occurred_at') }} >= {{ local_date('steps.due_at') }}
        and contacts.occurred_at > steps.created_at
    group by 1, 2
    union all
    select steps.lead_key, steps.task_key, min(later.created_at)
    from list_steps as steps
    inner join list_steps as later
        on steps.lead_key = later.lead_key and steps.created_at < later.created_at
    group by 1, 2
),

ends as (
    select lead_key, task_key, min(ended_at) as ended_at from list_ends group by 1, 2
),

final as (
    select
        linked.task_key,
        linked.lead_key,
        linked.task_type,
        linked.subject,
        linked.status,
        linked.created_at,
        linked.due_at,
        coalesce(linked.completed_at, ends.ended_at) as completed_at,
        linked.owner,
        linked.source_file,
        linked.source_row
    from linked
    left join ends on linked.task_key = ends.task_key and linked.lead_key = ends.lead_key
)

select * from final
