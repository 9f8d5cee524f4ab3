-- What was the state of each owner's leads at the end of each week?
with

weeks as (
    select * from {{ ref('int_followup_weeks') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }}
),

steps as (
    select steps.*, {{ local_date('steps.agreed_at') }} as agreed_date,
        {{ local_date('steps.done_at') }} as done_date
    from {{ ref('int_next_steps') }} as steps
),

-- spells of the same days count together: few are left to compare with each week
spell_groups as (
    select
        spells.kind,
        spells.owner,
        spells.has_owner,
        spells.is_snoozed,
        spells.is_return,
        case when spells.kind = 'silent' then spells.since_date end as since_date,
        greatest(spells.from_date, first.first_week) as from_date,
        spells.to_date,
        count(*) as spells
    from spells
    cross join (select min(week) as first_week from weeks) as first
    group by 1, 2, 3, 4, 5, 6, 7, 8
),

weekly_spells as (
    select
        weeks.week,
        weeks.state_date,
        weeks.as_of,
        spell_groups.*,
        spell_groups.from_date <= weeks.state_date
            and spell_groups.to_date > weeks.state_date as is_at_state_date,
        spell_groups.is_return and spell_groups.to_date >= weeks.week
            and spell_groups.to_date <= weeks.week_end
            as is_returned,
        {{ days_between('greatest(spell_groups.from_date, weeks.week)',
            'least(spell_groups.to_date, cast('
            ~ dbt.dateadd('day', 1, 'weeks.state_date') ~ ' as date))') }} as days
    from weeks
    inner join spell_groups on spell_groups.from_date <= weeks.state_date
        and spell_groups.to_date >= weeks.week
),

-- the record's own next activity is known for the day of the data only
lead_steps as (
    select distinct weeks.week, weeks.state_date, steps.lead_key
    from steps
    inner join weeks
        on steps.due_date >= weeks.state_date
        and case
            when weeks.state_date = weeks.as_of then steps.is_open
            else not steps.is_of_record
                and steps.agreed_date <= weeks.state_date
                and (
                    steps.done_date > weeks.state_date
                    or (steps.done_date is null and steps.is_open)
                )
        end
),

weekly_steps as (
    select
        lead_steps.week,
        case when grouping(spells.owner) = 1 then 'all' else spells.owner end as owner,
        count(*) as leads_with_next_step
    from lead_steps
    inner join spells
        on lead_steps.lead_key = spells.lead_key
        and spells.from_date <= lead_steps.state_date
        and spells.to_date > lead_steps.state_date
    where spells.kind = 'open'
    group by grouping sets ((lead_steps.week, spells.owner), (lead_steps.week))
),

dated_tasks as (
    select count(*) > 0 as have_tasks from steps where not is_of_record and agreed_at is not null
),

silences as (
    select
        week,
        case when grouping(owner) = 1 then 'all' else owner end as owner,
        {{ days_between('since_date', 'state_date') }} as days_without_response,
        sum(spells) as leads
    from weekly_spells
    where kind = 'silent' and is_at_state_date
    group by grouping sets ((week, owner, since_date, state_date), (week, since_date, state_date))
),

median_silences as (
    {{ weighted_median(
        'silences', ['week', 'owner'], 'days_without_response', 'leads'
    ) | indent(4) }}
),

states as (
    select
        week,
        case when grouping(owner) = 1 then 'all' else owner end as owner,
        -- spells of one kind never overlap, so a lead counts once
        sum(case when kind = 'open' and is_at_state_date and has_owner then spells else 0 end)
            as active_leads,
        sum(case when kind = 'open' and is_at_state_date then spells else 0 end) as open_leads,
        sum(case
            when kind = 'stalled' and is_at_state_date
                and not (is_snoozed and state_date = as_of) then spells else 0
        end) as stalled_leads,
        sum(case when kind in ('stalled', 'nurture') then spells * greatest(days, 0) else 0 end)
            as dormant_days,
        sum(case when kind in ('stalled', 'nurture') and is_returned then spells else 0 end)
            as reactivated,
        max(cast(state_date = as_of as int)) = 1 as is_day_of_data
    from weekly_spells
    group by grouping sets ((week, owner), (week))
),

final as (
    select
        states.* except (is_day_of_data),
        coalesce(weekly_steps.leads_with_next_step, 0) as leads_with_next_step,
        median_silences.median as median_days_without_response,
        dated_tasks.have_tasks or states.is_day_of_data as are_steps_known
    from states
    left join weekly_steps on states.week = weekly_steps.week and states.owner = weekly_steps.owner
    left join median_silences on states.week = median_silences.week
        and states.owner = median_silences.owner
    cross join dated_tasks
)

select * from final
