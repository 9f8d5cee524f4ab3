-- Which stretch of a person's touches led to each conversion?
-- It begins after the person's previous conversion of the same goal, at most the look-back
-- before this one. Conversions before the window only end the stretch of those before them.
{%- set groups = var('attribution_journey_groups') if var('attribution_replicates') else 1 %}

with

run as (
    select
        *,
        {{ dbt.dateadd('month', 1 - var('attribution_window_months'), month_start('as_of')) }}
            as window_starts_on
    from {{ ref('run') }}
),

ended as (
    select *, {{ end_of_day('converted_at', 'is_date_only') }} as ends_at
    from {{ ref('int_conversion_events') }}
),

cut as (
    select
        *,
        case
            when lead_key is not null
                then
                    lag(ends_at) over (partition by goal, lead_key order by ends_at, conversion_key)
        end as previous_ends_at
    from ended
),

goals as (
    select ended.goal, count(*) as conversion_count
    from ended
    cross join run
    where {{ local_date('ended.converted_at') }} >= run.window_starts_on
    group by 1
),

-- the arrival that began the relationship this conversion belongs to
arrivals as (
    select cut.goal, cut.conversion_key, max(leads.ends_at) as lead_created_at
    from cut
    inner join ended as leads
        on leads.goal = 'lead' and cut.lead_key = leads.lead_key and leads.ends_at <= cut.ends_at
    group by 1, 2
),

numbered as (
    select
        {{ fast_hash(['cut.goal', 'cut.conversion_key']) }} as conversion_hash,
        cut.goal,
        cut.conversion_key,
        cut.lead_key,
        case when cut.lead_key is not null then {{ fast_hash(['cut.lead_key']) }} end
            as person_hash,
        cut.converted_at,
        {{ month_start(local_date('cut.converted_at')) }} as month,
        cut.value,
        cut.ends_at,
        greatest(
            {{ lookback_start('cut.converted_at') }},
            coalesce(
                cut.previous_ends_at + interval 1 microsecond,
                {{ lookback_start('cut.converted_at') }}
            )
        ) as starts_at,
        arrivals.lead_created_at,
        {{ local_date('cut.converted_at') }} >= run.window_starts_on as is_in_window,
        {{ journey_number("concat(cut.goal, '|', cut.conversion_key)") }} as journey_number,
        goals.conversion_count
    from cut
    cross join run
    left join goals on cut.goal = goals.goal
    left join arrivals
        on cut.goal = arrivals.goal and cut.conversion_key = arrivals.conversion_key
),

final as (
    select
        numbered.*,
        -- replicates draw a goal's many conversions in groups, its few one by one
        case
            when numbered.conversion_count > {{ groups }}
                then numbered.journey_number % {{ groups }}
            else numbered.journey_number
        end as journey_group
    from numbered
)

select * from final
