-- Why were leads disqualified and deals lost, and in which stage?
with

visits as (
    select
        *,
        lag(stage)
            over (partition by lead_key, episode_number order by visit_number)
            as stage_before
    from {{ ref('fct_stage_visits') }}
    where not is_skip_imputed or stage in ('disqualified', 'nurture')
),

lost_leads as (
    select
        {{ month_start(local_date('entered_at')) }} as month,
        coalesce(stage_before, 'lead') as stage,
        coalesce(nullif(trim(reason), ''), '(none)') as reason,
        count(*) as leads,
        0 as opportunities,
        cast(0 as decimal(18, 2)) as amount
    from visits
    where stage = 'disqualified'
    group by 1, 2, 3
),

lost_opportunities as (
    select
        {{ month_start('closed_date') }} as month,
        'opportunity' as stage,
        coalesce(nullif(trim(lost_reason), ''), '(none)') as reason,
        0 as leads,
        count(*) as opportunities,
        cast(coalesce(sum(amount), 0) as decimal(18, 2)) as amount
    from {{ ref('fct_opportunities') }}
    where is_closed and not is_won and closed_date is not null
    group by 1, 2, 3
),

losses as (
    select
        month,
        stage,
        reason,
        cast(sum(leads) as bigint) as leads,
        cast(sum(opportunities) as bigint) as opportunities,
        cast(sum(amount) as decimal(18, 2)) as amount
    from (
        select * from lost_leads
        union all
        select * from lost_opportunities
    ) as both_kinds
    group by 1, 2, 3
),

final as (
    select
        *,
        {{ rate(
            'leads + opportunities',
            'sum(leads + opportunities) over (partition by month, stage)'
        ) }} as share
    from losses
)

select * from final
