-- When did each person first meet each MQL definition, ever and while it was in force? The moment
-- of the event that completed it, or the day on which a change of the scoring rules did. A
-- definition asks for one of its groups (if it has any) and for its thresholds (if set), all at
-- the same moment, with what was known then and with points as old as they were then.
with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

in_force as (
    select * from {{ ref('int_definitions_in_force') }}
),

moments as (
    select * from {{ ref('int_definition_moments') }}
),

conditions as (
    select * from {{ ref('int_mql_condition_checks') }}
),

rules as (
    select * from {{ ref('int_scoring_rules') }}
),

spans as (
    select * from {{ ref('int_check_spans') }}
),

group_sizes as (
    select definition_id, group_id, count(*) as check_count
    from conditions
    group by 1, 2
),

passed_groups as (
    select moments.lead_key, moments.definition_id, moments.moment_at, conditions.group_id
    from moments
    inner join conditions on moments.definition_id = conditions.definition_id
    inner join spans
        on moments.lead_key = spans.lead_key
        and conditions.check_id = spans.check_id
        and spans.starts_at <= moments.moment_at
        and (spans.ends_at is null or spans.ends_at > moments.moment_at)
    inner join group_sizes
        on conditions.definition_id = group_sizes.definition_id
        and conditions.group_id = group_sizes.group_id
    group by 1, 2, 3, 4
    having count(distinct conditions.check_id) = max(group_sizes.check_count)
),

passed_conditions as (
    select distinct lead_key, definition_id, moment_at from passed_groups
),

scored_moments as (
    select distinct moments.lead_key, moments.moment_at, moments.moment_date
    from moments
    inner join definitions on moments.definition_id = definitions.definition_id
    where definitions.fit_threshold is not null or definitions.interest_threshold is not null
),

rule_scores as (
    select
        moments.lead_key,
        moments.moment_at,
        rules.rule_id,
        rules.dimension,
        -- overlapping spans of one check are the same fact: the newest activity counts
        max_by(
            {{ rule_points('rules', 'spans.newest_date', 'moments.moment_date') }},
            coalesce(spans.newest_date, cast('1900-01-01' as date))
        ) as points
    from scored_moments as moments
    inner join spans
        on moments.lead_key = spans.lead_key
        and spans.starts_at <= moments.moment_at
        and (spans.ends_at is null or spans.ends_at > moments.moment_at)
    inner join rules on spans.check_id = rules.check_id
    where {{ is_valid_rule('rules', 'moments.moment_date') }}
    group by 1, 2, 3, 4
),

scores as (
    select
        lead_key,
        moment_at,
        round(
            coalesce({{ exact_sum("case when dimension = 'fit' then points end") }}, 0), 10
        ) as fit_points,
        round(
            coalesce({{ exact_sum("case when dimension = 'interest' then points end") }}, 0), 10
        ) as interest_points
    from rule_scores
    group by 1, 2
),

final as (
    select
        moments.lead_key,
        moments.definition_id,
        min(moments.moment_at) as met_at,
        min(moments.moment_at) filter (
            where
            moments.moment_date >= in_force.in_force_from
            and (in_force.in_force_until is null or moments.moment_date < in_force.in_force_until)
        ) as met_in_force_at
    from moments
    inner join definitions on moments.definition_id = definitions.definition_id
    left join in_force on moments.definition_id = in_force.definition_id
    left join (select distinct definition_id from group_sizes) as with_groups
        on moments.definition_id = with_groups.definition_id
    left join passed_conditions
        on moments.lead_key = passed_conditions.lead_key
        and moments.definition_id = passed_conditions.definition_id
        and moments.moment_at = passed_conditions.moment_at
    left join scores
        on moments.lead_key = scores.lead_key and moments.moment_at = scores.moment_at
    where
        (with_groups.definition_id is null or passed_conditions.lead_key is not null)
        and coalesce(coalesce(scores.fit_points, 0) >= definitions.fit_threshold, true)
        and coalesce(coalesce(scores.interest_points, 0) >= definitions.interest_threshold, true)
    group by 1, 2
)

select * from final
