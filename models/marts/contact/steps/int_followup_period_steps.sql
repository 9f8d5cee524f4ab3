-- How many open leads had a next step ahead, or only overdue ones, at the end of each week and
-- month?
with

periods as (
    select * from {{ ref('int_followup_periods') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }} where kind = 'open'
),

steps as (
    select *, {{ local_date('agreed_at') }} as agreed_date, {{ local_date('done_at') }} as done_date
    from {{ ref('int_next_steps') }}
),

-- the record's own next activity is known for the day of the data only
lead_steps as (
    select
        periods.period_kind, periods.period, periods.state_date, steps.lead_key,
        max(cast(steps.due_date >= periods.state_date as int)) = 1 as has_next_step
    from steps
    inner join periods
        on case
            when periods.state_date = periods.as_of then steps.is_open
            else not steps.is_of_record
                and steps.agreed_date <= periods.state_date
                and (
                    steps.done_date > periods.state_date
                    or (steps.done_date is null and steps.is_open)
                )
        end
    group by 1, 2, 3, 4
),

final as (
    select
        lead_steps.period_kind,
        lead_steps.period,
        {{ segment_of_group() | indent(8) }},
        count(case when lead_steps.has_next_step then 1 end) as leads_with_next_step,
        count(case when not lead_steps.has_next_step then 1 end) as leads_with_overdue_step
    from lead_steps
    inner join spells
        on lead_steps.lead_key = spells.lead_key
        and spells.from_date <= lead_steps.state_date
        and spells.to_date > lead_steps.state_date
    group by {{ segment_groups(['lead_steps.period_kind', 'lead_steps.period']) | indent(4) }}
)

select * from final
