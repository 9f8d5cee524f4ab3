-- How likely is at least so many wins among the leads with the activity, if it meant nothing?
-- One-sided Fisher exact test: the upper tail of the hypergeometric distribution, by logarithms
-- of factorials. Terms farther from the mean than twelve standard deviations add nothing.
with

tables as (
    select
        activity,
        lead_type,
        with_leads,
        with_wins,
        all_leads,
        all_wins,
        with_leads * cast(all_wins as double) / nullif(all_leads, 0) as expected_wins
    from {{ ref('int_activity_tables') }}
    where with_leads > 0 and with_leads < all_leads and all_wins > 0 and all_wins < all_leads
),

spreads as (
    select
        *,
        50 + 12 * sqrt(
            expected_wins * (1 - all_wins / cast(all_leads as double))
            * (all_leads - with_leads) / nullif(all_leads - 1.0, 0)
        ) as reach
    from tables
),

bounds as (
    select
        *,
        greatest(with_wins, with_leads + all_wins - all_leads, cast(floor(expected_wins - reach) as bigint)) as first_wins,
        least(with_leads, all_wins, cast(ceil(greatest(with_wins, expected_wins) + reach) as bigint)) as last_wins,
        {{ ln_factorial('with_leads') }} + {{ ln_factorial('(all_leads - with_leads)') }}
        + {{ ln_factorial('all_wins') }} + {{ ln_factorial('(all_leads - all_wins)') }}
        - {{ ln_factorial('all_leads') }} as margins
    from spreads
),

terms as (
    select
        bounds.activity,
        bounds.lead_type,
        exp(
            bounds.margins
            - {{ ln_factorial('wins') }}
            - {{ ln_factorial('(bounds.with_leads - wins)') }}
            - {{ ln_factorial('(bounds.all_wins - wins)') }}
            - {{ ln_factorial('(bounds.all_leads - bounds.with_leads - bounds.all_wins + wins)') }}
        ) as probability
    from bounds
    {{ lateral_numbers('bounds.first_wins', 'bounds.last_wins', 'wins') }}
),

final as (
    select activity, lead_type, round(least(1.0, sum(probability)), 12) as p_value
    from terms
    group by 1, 2
)

select * from final
