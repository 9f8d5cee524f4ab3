-- What was the state of the leads at the end of each week and month?
with

periods as (
    select * from {{ ref('int_followup_periods') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }}
),

-- leads that no report tells apart; spells of one group and the same days count together
lead_groups as (
    select {{ followup_segments() | join(', ') }}, has_owner,
        row_number() over (order by {{ followup_segments() | join(', ') }}) as group_number
    from (select distinct {{ followup_segments() | join(', ') }}, has_owner from spells) as leads
),

spell_groups as (
    select
        lead_groups.group_number,
        spells.kind,
        spells.has_owner,
        spells.is_snoozed,
        spells.is_return,
        case when spells.kind = 'silent' then spells.since_date end as since_date,
        spells.from_date,
        spells.to_date,
        count(*) as spells
    from spells
    inner join lead_groups
        on spells.has_owner = lead_groups.has_owner
        {%- for segment in followup_segments() %}
        and spells.{{ segment }} = lead_groups.{{ segment }}
        {%- endfor %}
    group by 1, 2, 3, 4, 5, 6, 7, 8
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

-- a record names its next step of today only: days before show tasks alone, no steps at all nothing
steps as (
    select
        count(*) > 0 as have_any,
        coalesce(bool_or(not is_of_record and agreed_at is not null), false) as have_tasks,
        coalesce(bool_or(is_of_record), false) as have_undated
    from {{ ref('int_next_steps') }}
),

group_silences as (
    select period_kind, period, group_number,
        {{ days_between('since_date', 'state_date') }} as days_without_response,
        sum(spells) as leads
    from period_spells
    where kind = 'silent' and is_at_state_date
    group by 1, 2, 3, 4
),

silences as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
        days_without_response,
        sum(leads) as leads
    from group_silences
    inner join lead_groups on group_silences.group_number = lead_groups.group_number
    group by {{ segment_groups(['period_kind', 'period', 'days_without_response']) | indent(4) }}
),

median_silences as (
    {{ weighted_median(
        'silences', ['period_kind', 'period', 'segment_name', 'segment_value'],
        'days_without_response', 'leads'
    ) | indent(4) }}
),

group_states as (
    select
        period_kind,
        period,
        group_number,
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
        max(cast(state_date = as_of as int)) as is_day_of_data
    from period_spells
    group by 1, 2, 3
),

states as (
    select
        period_kind,
        period,
        {{ segment_of_group() | indent(8) }},
        sum(active_leads) as active_leads,
        sum(open_leads) as open_leads,
        sum(stalled_leads) as stalled_leads,
        sum(dormant_days) as dormant_days,
        sum(reactivated) as reactivated,
        max(is_day_of_data) = 1 as is_day_of_data
    from group_states
    inner join lead_groups on group_states.group_number = lead_groups.group_number
    group by {{ segment_groups(['period_kind', 'period']) | indent(4) }}
),

final as (
    select
        states.* except (is_day_of_data),
        coalesce(period_steps.leads_with_next_step, 0) as leads_with_next_step,
        coalesce(period_steps.leads_with_overdue_step, 0) as leads_with_overdue_step,
        median_silences.median as median_days_without_response,
        steps.have_tasks or states.is_day_of_data and steps.have_any as are_steps_known,
        steps.have_tasks and not steps.have_undated or states.is_day_of_data and steps.have_any
            as are_all_steps_known
    from states
    left join {{ ref('int_followup_period_steps') }} as period_steps
        using (period_kind, period, segment_name, segment_value)
    left join median_silences using (period_kind, period, segment_name, segment_value)
    cross join steps
)

select * from final
