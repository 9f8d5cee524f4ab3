-- Whose is each task, and is it done? Everybody's whom its links name.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

tasks as (
    select * from {{ ref('stg_tasks') }}
),

links as (
    {{ linked_people(ref('stg_tasks'), links, ref('int_activity_links')) | indent(4) }}
),

owners as (
    select * from {{ ref('int_owner_words') }}
),

final as (
    select
        concat_ws('|', tasks.source_system, tasks.task_id) as task_key,
        links.lead_key,
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
    left join owners on lower(trim(tasks.owner_as_given)) = owners.owner_word
)

select * from final
