-- At which moments could a candidate have met a definition? When one of its checks came true, one
-- that takes points away ended, or a scoring rule came into force or ended; and at the first
-- activity after the definition came into force, for those who had met it before.
with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

candidates as (
    select * from {{ ref('int_definition_candidates') }}
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

definition_checks as (
    select distinct definition_id, check_id, false as is_negative from conditions
    union
    select definitions.definition_id, rules.check_id, rules.points < 0
    from definitions
    cross join rules
    where definitions.fit_threshold is not null or definitions.interest_threshold is not null
),

first_touches_in_force as (
    select
        candidates.lead_key,
        candidates.definition_id,
        min(touches.occurred_at) as moment_at
    from candidates
    inner join {{ ref('int_definitions_in_force') }} as in_force
        on candidates.definition_id = in_force.definition_id
    inner join {{ ref('int_rule_touches') }} as touches
        on candidates.lead_key = touches.lead_key
    inner join {{ ref('int_people') }} as people
        on candidates.lead_key = people.lead_key
        and people.created_at < {{ utc_time('in_force.in_force_from') }}
    where touches.occurred_at >= {{ utc_time('in_force.in_force_from') }}
    group by 1, 2
),

rule_days as (
    select valid_from as rule_day from rules
    union
    select {{ dbt.dateadd('day', 1, 'valid_to') }} from rules
),

rule_moments as (
    select
        cast(rule_days.rule_day as date) as moment_date,
        {{ utc_time('rule_days.rule_day') }} as moment_at
    from rule_days
    cross join {{ ref('run') }} as run
    where rule_days.rule_day <= run.as_of
),

final as (
    select
        candidates.lead_key,
        candidates.definition_id,
        rule_moments.moment_at,
        rule_moments.moment_date
    from candidates
    inner join definitions on candidates.definition_id = definitions.definition_id
    inner join {{ ref('int_people') }} as people on candidates.lead_key = people.lead_key
    inner join rule_moments on people.created_at <= rule_moments.moment_at
    where definitions.fit_threshold is not null or definitions.interest_threshold is not null
    union
    select
        candidates.lead_key,
        candidates.definition_id,
        spans.starts_at as moment_at,
        {{ local_date('spans.starts_at') }} as moment_date
    from candidates
    inner join definition_checks on candidates.definition_id = definition_checks.definition_id
    inner join spans
        on candidates.lead_key = spans.lead_key and definition_checks.check_id = spans.check_id
    union
    select
        candidates.lead_key,
        candidates.definition_id,
        spans.ends_at,
        {{ local_date('spans.ends_at') }}
    from candidates
    inner join definition_checks
        on candidates.definition_id = definition_checks.definition_id
        and definition_checks.is_negative
    inner join spans
        on candidates.lead_key = spans.lead_key and definition_checks.check_id = spans.check_id
    where spans.ends_at is not null
    union
    select lead_key, definition_id, moment_at, {{ local_date('moment_at') }}
    from first_touches_in_force
)

select * from final
