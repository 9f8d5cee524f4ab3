-- What was the state of each owner's leads at the end of each week?
with

weeks as (
    select * from {{ ref('int_followup_weeks') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }}
),

steps as (
    select steps.*, {{ local_date('steps.agreed_at') }} as agreed_date, {{ local_date('steps.done_at') }} as done_date
    from {{ ref('int_next_steps') }} as steps
),

-- the record's own next activity is known for the day of the data only
lead_steps as (
    select distinct weeks.week, steps.lead_key
    from steps
    inner join weeks
        on steps.due_date >= weeks.state_date
        and case
            when weeks.state_date = weeks.as_of then steps.is_open
            else not steps.is_of_record
                and steps.agreed_date <= weeks.state_date
                and (steps.done_date > weeks.state_date or (steps.done_date is null and steps.is_open))
        end
),

dated_tasks as (
    select count(*) > 0 as have_tasks from steps where not is_of_record and agreed_at is not null
),

weekly_spells as (
    select
        weeks.week,
        weeks.state_date,
        weeks.week_end,
        weeks.as_of,
        spells.*,
        spells.from_date <= weeks.state_date and spells.to_date > weeks.state_date as is_at_state_date,
        spells.is_return and spells.to_date >= weeks.week and spells.to_date <= weeks.week_end as is_returned,
        {{ days_between('greatest(spells.from_date, weeks.week)',
            'least(spells.to_date, cast(' ~ dbt.dateadd('day', 1, 'weeks.state_date') ~ ' as date))') }} as days
    from weeks
    inner join spells on spells.from_date <= weeks.state_date and spells.to_date >= weeks.week
),

final as (
    select
        weekly_spells.week,
        case when grouping(weekly_spells.owner) = 1 then 'all' else weekly_spells.owner end as owner,
        -- spells of one kind never overlap, so a lead counts once
        count(*) filter (where kind = 'open' and is_at_state_date and has_owner) as active_leads,
        count(*) filter (where kind = 'open' and is_at_state_date) as open_leads,
        count(lead_steps.lead_key) filter (where is_at_state_date) as leads_with_next_step,
        count(*) filter (where kind = 'stalled' and is_at_state_date and not (is_snoozed and state_date = as_of))
            as stalled_leads,
        sum(case when kind in ('stalled', 'nurture') then greatest(days, 0) else 0 end) as dormant_days,
        count(*) filter (where kind in ('stalled', 'nurture') and is_returned) as reactivated,
        {{ quantile("case when kind = 'silent' and is_at_state_date then "
            ~ days_between('weekly_spells.from_date', 'weekly_spells.state_date') ~ ' end', 0.5) }} as median_days_without_response,
        max(cast(dated_tasks.have_tasks or weekly_spells.state_date = weekly_spells.as_of as int)) = 1 as are_steps_known
    from weekly_spells
    left join lead_steps
        on weekly_spells.week = lead_steps.week
        and weekly_spells.lead_key = lead_steps.lead_key
        and weekly_spells.kind = 'open'
    cross join dated_tasks
    group by grouping sets ((weekly_spells.week, weekly_spells.owner), (weekly_spells.week))
)

select * from final
