-- What was the state of the leads at the end of each week and month?
with

periods as (
    select * from {{ ref('int_followup_periods') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }}
),

steps as (
    select *, {{ local_date('agreed_at') }} as agreed_date, {{ local_date('done_at') }} as done_date
    from {{ ref('int_next_steps') }}
),

-- spells of the same days count together: fewer are left to compare with each period
spell_groups as (
    select
        kind,
        {{ followup_segments() | join(', ') }},
        has_owner,
        is_snoozed,
        is_return,
        case when kind = 'silent' then since_date end as since_date,
        from_date,
        to_date,
        count(*) as spells
    from spells
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
),

period_spells as (
    select
        periods.period_kind,
        periods.period,
        periods.state_date,
        periods.as_of,
        spell_groups.*,
        spell_groups.from_date <= periods.state_date
            and spell_groups.to_date > periods.state_date as is_at_state_date,
        spell_groups.is_return and spell_groups.to_date >= periods.period
            and spell_groups.to_date <= periods.period_end
            as is_returned,
        {{ days_between('greatest(spell_groups.from_date, periods.period)',
            'least(spell_groups.to_date, cast('
            ~ dbt.dateadd('day', 1, 'periods.state_date') ~ ' as date))') }} as days
    from periods
    inner join spell_groups on spell_groups.from_date <= periods.state_date
        and spell_groups.to_date >= periods.period
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

period_steps as (
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
    where spells.kind = 'open'
    group by {{ segment_groups(['lead_steps.period_kind', 'lead_steps.period']) | indent(4) }}
),

dated_tasks as (
    select count(*) > 0 as have_tasks from steps where not is_of_record and agreed_at is not null
),

silences as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
        {{ days_between('since_date', 'state_date') }} as days_without_response,
        sum(spells) as leads
    from period_spells
    where kind = 'silent' and is_at_state_date
    group by {{ segment_groups(['period_kind', 'period', 'since_date', 'state_date']) | indent(4) }}
),

median_silences as (
    {{ weighted_median(
        'silences', ['period_kind', 'period', 'segment_name', 'segment_value'],
        'days_without_response', 'leads'
    ) | indent(4) }}
),

states as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
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
    from period_spells
    group by {{ segment_groups(['period_kind', 'period']) | indent(4) }}
),

final as (
    select
        states.* except (is_day_of_data),
        coalesce(period_steps.leads_with_next_step, 0) as leads_with_next_step,
        coalesce(period_steps.leads_with_overdue_step, 0) as leads_with_overdue_step,
        median_silences.median as median_days_without_response,
        dated_tasks.have_tasks or states.is_day_of_data as are_steps_known
    from states
    left join period_steps using (period_kind, period, segment_name, segment_value)
    left join median_silences using (period_kind, period, segment_name, segment_value)
    cross join dated_tasks
)

select * from final
