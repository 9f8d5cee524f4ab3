-- Which dated next steps does each person have, and while were they agreed? Open and finished
-- tasks, and the next activity that the person's record names (known at as_of only).
with

tasks as (
    select * from {{ ref('int_task_people') }} where lead_key is not null and due_at is not null
),

people as (
    select * from {{ ref('int_people') }}
),

final as (
    select
        lead_key,
        due_at,
        {{ local_date('due_at') }} as due_date,
        created_at as agreed_at,
        completed_at as done_at,
        completed_at is null
        and coalesce(lower(trim(status)), '') not in {{ one_of(var("finished_task_words")) }}
            as is_open,
        false as is_of_record
    from tasks
    union all
    select
        lead_key,
        next_activity_at,
        {{ local_date('next_activity_at') }},
        cast(null as timestamp),
        cast(null as timestamp),
        true,
        true
    from people
    where next_activity_at is not null
)

select * from final
