-- Who can have met an MQL definition at all? People who pass every check of fields in one of
-- its groups and whose rules, all together and unaged, reach its thresholds.
with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

conditions as (
    select conditions.*, checks.kind
    from {{ ref('int_mql_condition_checks') }} as conditions
    inner join {{ ref('int_rule_checks') }} as checks on conditions.check_id = checks.check_id
),

rules as (
    select rules.*, checks.kind, checks.activity, checks.needed_count
    from {{ ref('int_scoring_rules') }} as rules
    inner join {{ ref('int_rule_checks') }} as checks on rules.check_id = checks.check_id
),

person_checks as (
    select * from {{ ref('int_person_checks') }}
),

touch_counts as (
    select * from {{ ref('int_rule_touch_counts') }}
),

-- points that the rules could give at best; a rule of activities only where there is a touch
possible_hits as (
    select
        person_checks.lead_key,
        rules.dimension,
        rules.rule_id,
        greatest(rules.points, 0.0) as points
    from person_checks
    inner join rules on person_checks.check_id = rules.check_id
    union
    select touches.lead_key, rules.dimension, rules.rule_id, greatest(rules.points, 0.0)
    from touch_counts as touches
    inner join rules
        on touches.activity = rules.activity
        and (rules.needed_count is null or touches.touch_count >= rules.needed_count)
),

fixed_points as (
    select
        coalesce({{ exact_sum("case when dimension = 'fit' then points end") }}, 0) as fit_points,
        coalesce(
            {{ exact_sum("case when dimension = 'interest' then points end") }}, 0
        ) as interest_points
    from rules
    where kind = 'activity' and needed_count is null and points > 0
),

possible_points as (
    select
        people.lead_key,
        coalesce(
            {{ exact_sum("case when hits.dimension = 'fit' then hits.points end") }}, 0
        ) as fit_points,
        coalesce(
            {{ exact_sum("case when hits.dimension = 'interest' then hits.points end") }}, 0
        ) as interest_points
    from {{ ref('int_people') }} as people
    left join possible_hits as hits on people.lead_key = hits.lead_key
    group by 1
),

group_sizes as (
    select definition_id, group_id, count(*) filter (where kind = 'field') as field_checks
    from conditions
    group by 1, 2
),

groups_passed as (
    select person_checks.lead_key, conditions.definition_id, conditions.group_id, count(*) as passed
    from person_checks
    inner join conditions on person_checks.check_id = conditions.check_id
    group by 1, 2, 3
),

-- people who pass a group's checks of fields; groups without any are open to everybody
eligible as (
    select groups_passed.lead_key, groups_passed.definition_id
    from groups_passed
    inner join group_sizes
        on groups_passed.definition_id = group_sizes.definition_id
        and groups_passed.group_id = group_sizes.group_id
        and groups_passed.passed = group_sizes.field_checks
    union
    select people.lead_key, group_sizes.definition_id
    from {{ ref('int_people') }} as people
    inner join group_sizes on group_sizes.field_checks = 0
    union
    select people.lead_key, definitions.definition_id
    from {{ ref('int_people') }} as people
    inner join definitions
        on definitions.fit_threshold is not null or definitions.interest_threshold is not null
    left join group_sizes on definitions.definition_id = group_sizes.definition_id
    where group_sizes.definition_id is null
),

final as (
    select eligible.lead_key, eligible.definition_id
    from eligible
    inner join definitions on eligible.definition_id = definitions.definition_id
    inner join possible_points as points on eligible.lead_key = points.lead_key
    cross join fixed_points
    where
        coalesce(points.fit_points + fixed_points.fit_points >= definitions.fit_threshold, true)
        and coalesce(
            points.interest_points + fixed_points.interest_points >= definitions.interest_threshold,
            true
        )
)

select * from final
