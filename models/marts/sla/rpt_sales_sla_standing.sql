-- How well did everybody, each team and each person keep each clause of late, and whose record is
-- more than chance? A person's rate is drawn toward the common one by as much as people differ, so
-- that three lucky leads make nobody the best.

with

run as (
    select * from {{ ref('run') }}
),

teams as (
    select owner, max(team) as team from {{ ref('int_owner_words') }} group by 1
),

clauses as (
    select
        sla.clause,
        sla.state,
        coalesce(sla.owner, '(none)') as owner,
        coalesce(teams.team, '(none)') as team
    from {{ ref('fct_lead_sla') }} as sla
    cross join run
    left join teams on sla.owner = teams.owner
    where
        sla.state in ('met', 'breached_late', 'breached_open')
        and sla.deadline_date <= run.as_of
        and sla.deadline_date > {{ dbt.dateadd('day', -var('sla_standing_days'), 'run.as_of') }}
),

counts as (
    select
        clause,
        {{ owner_team_group() | indent(8) }},
        count(*) filter (where state = 'met') as met,
        count(*) filter (where state = 'breached_late') as late,
        count(*) filter (where state = 'breached_open') as open_breach,
        count(*) as judged
    from clauses
    group by grouping sets ((clause, owner), (clause, team), (clause))
),

commons as (
    select *, cast(sum(met) over of_kind as double) / sum(judged) over of_kind as common_rate
    from counts
    window of_kind as (partition by clause, group_kind)
),

strengths as (
    select
        clause,
        group_kind,
        max(common_rate) as common_rate,
        sum(met) as all_met,
        sum(judged) as all_judged,
        {{ shrinkage_weight(
            'max(common_rate)',
            exact_sum('judged * power(met / cast(judged as double) - common_rate, 2)'),
            'count(*)', 'sum(cast(judged as double))', 'sum(power(cast(judged as double), 2))'
        ) }} as strength
    from commons
    group by 1, 2
),

drawn as (
    select
        counts.*,
        strengths.common_rate,
        -- without a difference beyond chance, everybody's cases speak for each
        case
            when strengths.strength is null then strengths.all_met
            else counts.met + strengths.strength * strengths.common_rate
        end as drawn_met,
        case
            when strengths.strength is null then strengths.all_judged
            else counts.judged + strengths.strength
        end as drawn_judged
    from counts
    inner join strengths
        on counts.clause = strengths.clause and counts.group_kind = strengths.group_kind
),

bounded as (
    select
        *,
        {{ wilson_lower('drawn_met', 'drawn_judged') }} as rate_shrunk_lower,
        {{ wilson_upper('drawn_met', 'drawn_judged') }} as rate_shrunk_upper
    from drawn
),

final as (
    select
        clause,
        group_kind,
        group_value,
        cast(met as bigint) as met,
        cast(late as bigint) as late,
        cast(open_breach as bigint) as open_breach,
        cast(judged as bigint) as judged,
        {{ rate('met', 'judged') }} as rate,
        {{ wilson_lower('met', 'judged') }} as rate_lower,
        {{ wilson_upper('met', 'judged') }} as rate_upper,
        {{ rate('drawn_met', 'drawn_judged') }} as rate_shrunk,
        rate_shrunk_lower,
        rate_shrunk_upper,
        {{ published('common_rate') }} as common_rate,
        case
            when group_kind = 'all' then null
            when rate_shrunk_upper < common_rate then 'below'
            when rate_shrunk_lower > common_rate then 'above'
            else 'like_others'
        end as standing
    from bounded
)

select * from final
