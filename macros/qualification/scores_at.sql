{#-
  Points and known fit of people at a moment of each: what was known before `moment_at`.

  moments: relation or CTE with lead_key, moment_at (exclusive) and moment_date (its local day,
  from which activities age). counts: relation or CTE with lead_key, activity, touch_count and
  newest_date of the touches before that moment. Gives one row per person: fit_points,
  interest_points, rule_hits (a JSON object of rule_id and points; only with_hits) and
  is_fit_known (some field that fit rules use is filled).
-#}
{% macro scores_at(moments, counts, with_hits=true) -%}
with rules as (
    select * from {{ ref('int_scoring_rules') }}
),

checks as (
    select * from {{ ref('int_rule_checks') }}
),

touch_counts as (
    select * from {{ counts }}
),

-- rules that a count of nothing meets (less than 3 visits) concern people without a touch
rules_met_by_nothing as (
    select rules.check_id, checks.activity
    from rules
    inner join checks on rules.check_id = checks.check_id
    where checks.kind = 'activity' and {{ activity_check_matches('0', 'checks') }}
),

met_checks as (
    select lead_key, check_id, cast(null as date) as newest_date, cast(1 as bigint) as touch_count
    from {{ ref('int_person_checks') }}
    union all
    select touch_counts.lead_key, checks.check_id, touch_counts.newest_date, touch_counts.touch_count
    from touch_counts
    inner join checks on touch_counts.activity = checks.activity
    where {{ activity_check_matches('touch_counts.touch_count', 'checks') }}
    union all
    select moments.lead_key, nothing.check_id, null, 0
    from {{ moments }} as moments
    cross join (select distinct * from rules_met_by_nothing) as nothing
    left join touch_counts
        on moments.lead_key = touch_counts.lead_key and nothing.activity = touch_counts.activity
    where touch_counts.lead_key is null
),

hits as (
    select
        moments.lead_key,
        rules.rule_id,
        rules.dimension,
        {{ rule_points('rules', 'met_checks.newest_date', 'moments.moment_date', 'met_checks.touch_count') }} as points
    from met_checks
    inner join rules on met_checks.check_id = rules.check_id
    inner join {{ moments }} as moments on met_checks.lead_key = moments.lead_key
    where {{ is_valid_rule('rules', 'moments.moment_date') }}
),

sums as (
    select
        lead_key,
        {{ exact_sum("case when dimension = 'fit' then points end") }} as fit_points,
        {{ exact_sum("case when dimension = 'interest' then points end") }} as interest_points
        {%- if with_hits %},
        -- four decimals, less the zeros behind the first: a small double's text differs by engine
        {%- set text = 'cast(cast(points as decimal(18, 4)) as ' ~ dbt.type_string() ~ ')' %}
        concat('{', {{ sorted_texts(
            "concat('\"', replace(rule_id, '\"', ''), '\": ', " ~ without_pattern(text, '0{1,3}$') ~ ")", ', '
        ) }}, '}') as rule_hits
        {%- endif %}
    from hits
    group by 1
),

-- of whom nothing is known that rules of fit ask about, fit is unknown, not low
known_fits as (
    select fields.lead_key
    from {{ ref('int_person_fields') }} as fields
    inner join checks on fields.field = checks.field and checks.kind = 'field'
    inner join rules on checks.check_id = rules.check_id and rules.dimension = 'fit'
    where fields.value <> ''
    union
    select touch_counts.lead_key
    from touch_counts
    inner join checks on touch_counts.activity = checks.activity
    inner join rules on checks.check_id = rules.check_id and rules.dimension = 'fit'
)

select
    moments.lead_key,
    {{ published('coalesce(sums.fit_points, 0)') }} as fit_points,
    {{ published('coalesce(sums.interest_points, 0)') }} as interest_points,
    {%- if with_hits %}
    coalesce(sums.rule_hits, '{}') as rule_hits,
    {%- endif %}
    known_fits.lead_key is not null as is_fit_known
from {{ moments }} as moments
left join sums on moments.lead_key = sums.lead_key
left join known_fits on moments.lead_key = known_fits.lead_key
{%- endmacro %}
