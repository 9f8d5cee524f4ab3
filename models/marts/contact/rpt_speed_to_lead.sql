-- Do leads that are called sooner buy more often, and is it because they were called sooner?
-- Each bucket against all other leads: crude, and within strata of lead type, fit, hour of arrival
-- and channel (Mantel-Haenszel), because the good ones are called first.
{%- set edges = var('speed_bucket_minutes') %}

with

waits as (
    select
        *,
        concat_ws(' | ', lead_type, fit_band, arrived, channel) as stratum
    from {{ ref('int_first_attempt_times') }}
    -- a wait of known days only belongs to no bucket; no attempt at all is known
    where is_mature and (first_attempt_at is null or not has_no_hours)
),

clocked as (
    select *, 'wall' as clock, {{ speed_bucket('wall_minutes', edges) }} as bucket
    from waits
    union all
    select
        *, 'business' as clock, {{ speed_bucket('business_minutes', edges, 'business_') }} as bucket
    from waits
),

speed_counts as (
    select
        clock,
        stratum,
        bucket,
        cast(count(*) as bigint) as leads,
        cast(count(*) filter (where first_connected_at is not null) as bigint) as connects,
        cast(count(*) filter (where is_win) as bigint) as wins
    from clocked
    group by 1, 2, 3
),

counts as (
    select
        *,
        cast((sum(leads) over stratum_of_clock) - leads as double) as other_leads,
        cast((sum(connects) over stratum_of_clock) - connects as double) as other_connects,
        cast((sum(wins) over stratum_of_clock) - wins as double) as other_wins
    from speed_counts
    window stratum_of_clock as (partition by clock, stratum)
),

overall as (
    select
        clock,
        bucket,
        'all' as stratum,
        sum(leads) as leads,
        sum(connects) as connects,
        sum(wins) as wins,
        {{ mantel_haenszel('wins', '(leads - wins)', 'other_wins', '(other_leads - other_wins)') }}
            as odds_ratio_adjusted,
        {{ mantel_haenszel_error(
            'wins', '(leads - wins)', 'other_wins', '(other_leads - other_wins)'
        ) }} as log_error,
        {{ mantel_haenszel(
            'connects', '(leads - connects)', 'other_connects', '(other_leads - other_connects)'
        ) }} as connect_odds_ratio_adjusted
    from counts
    group by 1, 2
),

overall_others as (
    select
        *,
        sum(leads) over (partition by clock) - leads as other_leads,
        sum(connects) over (partition by clock) - connects as other_connects,
        sum(wins) over (partition by clock) - wins as other_wins
    from overall
),

rows_of_both as (
    select
        clock, bucket, stratum, leads, connects, wins, other_leads, other_connects, other_wins,
        odds_ratio_adjusted, log_error, connect_odds_ratio_adjusted
    from overall_others
    union all
    -- inside one stratum nothing is left to adjust for
    select
        clock, bucket, stratum, leads, connects, wins, other_leads, other_connects, other_wins,
        wins * (other_leads - other_wins) / nullif((leads - wins) * other_wins, 0),
        sqrt(
            1 / nullif(cast(wins as double), 0) + 1 / nullif(cast(leads - wins as double), 0)
            + 1 / nullif(other_wins, 0) + 1 / nullif(other_leads - other_wins, 0)
        ),
        connects * (other_leads - other_connects) / nullif((leads - connects) * other_connects, 0)
    from counts
),

final as (
    select
        bucket,
        stratum,
        clock,
        cast(case
            {%- for edge in edges %}
            when bucket like '%under_{{ speed_edge(edge) }}' then {{ loop.index }}
            {%- endfor %}
            when bucket like '%never' then {{ edges | length + 2 }}
            else {{ edges | length + 1 }}
        end as bigint) as sort_order,
        cast(leads as bigint) as leads,
        cast(connects as bigint) as connects,
        cast(wins as bigint) as wins,
        {{ rate('wins', 'leads') }} as rate,
        {{ wilson_lower('wins', 'leads') }} as rate_lower,
        {{ wilson_upper('wins', 'leads') }} as rate_upper,
        {{ rate('connects', 'leads') }} as connect_rate,
        round(
            wins
            * (other_leads - other_wins)
            / nullif(cast((leads - wins) * other_wins as double), 0),
            10
        ) as odds_ratio_crude,
        round(odds_ratio_adjusted, 10) as odds_ratio_adjusted,
        round(odds_ratio_adjusted * exp(-{{ normal_quantile_95() }} * log_error), 10)
            as odds_ratio_lower,
        round(odds_ratio_adjusted * exp({{ normal_quantile_95() }} * log_error), 10)
            as odds_ratio_upper,
        round(
            connects * (other_leads - other_connects)
            / nullif(cast((leads - connects) * other_connects as double), 0), 10
        ) as connect_odds_ratio_crude,
        round(connect_odds_ratio_adjusted, 10) as connect_odds_ratio_adjusted
    from rows_of_both
)

select * from final
