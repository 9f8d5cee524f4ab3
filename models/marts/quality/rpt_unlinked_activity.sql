-- Which activities belong to nobody we know, by kind and owner?
with

activities as (
    -- an activity of several people is one
    select 'contact_attempts' as entity, coalesce(rep, '(none)') as owner, max(lead_key) as lead_key
    from {{ ref('int_attempt_people') }}
    group by attempt_key, 2
    union all
    select 'opportunities', coalesce(owner, '(none)'), lead_key
    from {{ ref('fct_opportunities') }}
    union all
    select 'tasks', coalesce(owner, '(none)'), max(lead_key)
    from {{ ref('int_task_people') }}
    group by task_key, 2
    union all
    select 'touchpoints', '(none)', lead_key
    from {{ ref('int_touchpoints') }}
),

final as (
    select
        entity,
        owner,
        count(*) as activities,
        count(*) - count(lead_key) as unlinked,
        {{ rate('count(*) - count(lead_key)', 'count(*)') }} as unlinked_share
    from activities
    group by 1, 2
)

select * from final
