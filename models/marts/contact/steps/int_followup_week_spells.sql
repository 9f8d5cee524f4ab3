-- How many spells of each kind touched each week, and were they there on its last day?
with

weeks as (
    select * from {{ ref('int_followup_weeks') }}
),

spells as (
    select * from {{ ref('int_followup_spells') }}
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

final as (
    select
        weeks.week,
        weeks.state_date,
        weeks.as_of,
        spell_groups.*,
        spell_groups.from_date <= weeks.state_date and spell_groups.to_date > weeks.state_date as is_at_state_date,
        spell_groups.is_return and spell_groups.to_date >= weeks.week and spell_groups.to_date <= weeks.week_end
            as is_returned,
        {{ days_between('greatest(spell_groups.from_date, weeks.week)',
            'least(spell_groups.to_date, cast(' ~ dbt.dateadd('day', 1, 'weeks.state_date') ~ ' as date))') }} as days
    from weeks
    inner join spell_groups on spell_groups.from_date <= weeks.state_date and spell_groups.to_date >= weeks.week
)

select * from final
