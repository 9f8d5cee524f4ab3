-- Whose is each task, and is it done? Everybody's whom its links name.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

tasks as (
    select * from {{ ref('stg_tasks') }}
),

links as (
    {{ linked_people(ref('stg_tasks'), links, ref('int_activity_links')) | indent(4) }}
),

company_people as (
    select * from {{ ref('int_company_activities') }} where activity_kind = 'task'
),

owners as (
    select * from {{ ref('int_owner_words') }}
),

final as (
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
    left join links on {{ link_hash(links, 'tasks') }} = links.link_hash
    left join company_people
        on tasks.source_system = company_people.source_system
        and tasks.task_id = company_people.activity_id
    left join owners on lower(trim(tasks.owner_as_given)) = owners.owner_word
)

select * from final
