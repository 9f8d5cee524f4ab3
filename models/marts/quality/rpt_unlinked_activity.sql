-- Which activities belong to nobody we know, by kind and owner?
with

activities as (
    select 'contact_attempts' as entity, coalesce(rep, '(none)') as owner, lead_key
    from {{ ref('int_attempt_people') }}
    union all
    select 'opportunities', coalesce(owner, '(none)'), lead_key
    from {{ ref('fct_opportunities') }}
    union all
    select 'tasks', coalesce(owner, '(none)'), lead_key
    from {{ ref('int_task_people') }}
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
