-- What may still come this month? For each day of as_of's month up to as_of, until the month's end;
-- and from as_of until each day ahead. The rate per working day is Gamma distributed: that of the
-- last months, worth some days of evidence, updated with this month's. What comes is then negative
-- binomial, and types add up to `all`, because they share the exposure. Money: each type's MQLs at
-- their value, less the rejections to expect at theirs, as a number of units with the same mean
-- and variance; of one type without rejections that is exact.
with

run as (
    select * from {{ ref('run') }}
),

goal_days as (
    select goal_days.*
    from {{ ref('int_goal_days') }} as goal_days
    cross join run
    where goal_days.month = {{ month_start('run.as_of') }}
),

bases as (
    select progress.*, progress.working_days as horizon_working_day, last_days.last_day as horizon
    from {{ ref('int_marketing_progress') }} as progress
    inner join (
        select month, max(day) as last_day from goal_days group by 1
    ) as last_days on progress.month = last_days.month
    union all
    select progress.*, ahead.working_day, ahead.day
    from {{ ref('int_marketing_progress') }} as progress
    inner join run on progress.day = run.as_of
    inner join goal_days as ahead on ahead.day > run.as_of
    where ahead.day < (select max(day) from goal_days)
),

exposures as (
    select
        bases.*,
        bases.horizon_working_day - bases.working_day as days_left,
        bases.working_day
        + least({{ var('projection_prior_days') }}, coalesce(mix.recent_working_days, 0))
            as exposure,
        {%- for count in ['leads', 'mqls', 'credited', 'rejected'] %}
        bases.{{ count }} + coalesce(
            least({{ var('projection_prior_days') }}, mix.recent_working_days)
            * cast(mix.recent_{{ count }} as double) / nullif(mix.recent_working_days, 0), 0
        ) as {{ count }}_shape,
        {%- endfor %}
        cast(mql_worth.mql_value as double) as mql_value
    from bases
    left join {{ ref('int_marketing_mix') }} as mix
        on bases.month = mix.month and bases.lead_type = mix.lead_type
    left join {{ ref('int_mql_worth') }} as mql_worth on bases.lead_type = mql_worth.lead_type
),

streams as (
    select
        *,
        {%- for count in ['leads', 'mqls', 'credited', 'rejected'] %}
        {{ count }}_shape * days_left / nullif(exposure, 0) as {{ count }}_mean,
        {%- endfor %}
        1 + days_left / nullif(cast(exposure as double), 0) as spread
    from exposures
),

sums as (
    select
        day as base_day,
        horizon,
        case when grouping(lead_type) = 1 then 'all' else lead_type end as lead_type,
        sum(leads) as leads,
        sum(mqls) as mqls,
        {{ exact_sum('mql_value * (credited - rejected)', decimals=9) }} as mql_value,
        {{ exact_sum('leads_mean', decimals=9) }} as leads_mean,
        {{ exact_sum('leads_mean * spread', decimals=9) }} as leads_variance,
        {{ exact_sum('mqls_mean', decimals=9) }} as mqls_mean,
        {{ exact_sum('mqls_mean * spread', decimals=9) }} as mqls_variance,
        {{ exact_sum('mql_value * credited_mean', decimals=9) }} as credited_value,
        {{ exact_sum('mql_value * rejected_mean', decimals=9) }} as rejected_value,
        {{ exact_sum('power(mql_value, 2) * credited_mean', decimals=9) }} as squared_value,
        {{ exact_sum(
            'power(mql_value, 2) * (credited_mean + rejected_mean) * spread', decimals=9
        ) }} as value_variance
    from streams
    group by grouping sets ((day, horizon, lead_type), (day, horizon))
),

final as (
    select
        base_day, horizon, lead_type, 'leads' as measure,
        cast(leads as double) as base, 1e0 as unit, leads_mean as mean, leads_variance as variance
    from sums
    union all
    select
        base_day, horizon, lead_type, 'mqls', cast(mqls as double), 1e0, mqls_mean, mqls_variance
    from sums
    union all
    select
        base_day,
        horizon,
        lead_type,
        'mql_value',
        mql_value - rejected_value,
        coalesce(squared_value / nullif(credited_value, 0), 1e0),
        credited_value / coalesce(squared_value / nullif(credited_value, 0), 1e0),
        value_variance / power(coalesce(squared_value / nullif(credited_value, 0), 1e0), 2)
    from sums
)

select * from final
