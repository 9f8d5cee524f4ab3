-- How likely are at least so many wins among the leads with the activity, if it meant nothing, and
-- at what rates does it close over all lead types?
-- One-sided Fisher exact test: the upper tail of the hypergeometric distribution, by logarithms
-- of factorials. Lead types with few leads borrow strength from the others (methods 3).
{%- set far_away_deviations = 12 %}
{%- set least_reach = 50 %}

with

tables as (
    select
        activity,
        lead_type,
        with_leads,
        with_wins,
        all_leads,
        all_wins,
        all_leads - with_leads as without_leads,
        all_wins - with_wins as without_wins,
        with_leads * cast(all_wins as double) / nullif(all_leads, 0) as expected_wins
    from {{ ref('int_activity_tables') }}
),

-- terms farther from the mean than this add nothing
spreads as (
    select
        *,
        {{ least_reach }} + {{ far_away_deviations }} * sqrt(
            expected_wins * (1 - all_wins / cast(all_leads as double))
            * (all_leads - with_leads) / nullif(all_leads - 1e0, 0)
        ) as reach
    from tables
    where with_leads > 0 and with_leads < all_leads and all_wins > 0 and all_wins < all_leads
),

bounds as (
    select
        *,
        greatest(
            with_wins,
            with_leads + all_wins - all_leads,
            cast(floor(expected_wins - reach) as bigint)
        ) as first_wins,
        least(
            with_leads, all_wins, cast(ceil(greatest(with_wins, expected_wins) + reach) as bigint)
        ) as last_wins,
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
    cross join
        lateral ({{ number_rows('bounds.first_wins', 'bounds.last_wins', 'wins') }}) as outcomes
),

p_values as (
    select activity, lead_type, round(least(1.0, {{ exact_sum('probability') }}), 12) as p_value
    from terms
    group by 1, 2
),

rates as (
    select
        activity,
        {%- for side in ['with', 'without'] %}
        {{ side }}_leads,
        {{ side }}_wins / nullif(cast({{ side }}_leads as double), 0) as rate_{{ side }},
        sum({{ side }}_wins) over (partition by activity)
        / nullif(cast(sum({{ side }}_leads) over (partition by activity) as double), 0)
            as common_rate_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from tables
    where lead_type <> 'all'
),

common_rates as (
    select
        activity,
        {%- for side in ['with', 'without'] %}
        max(common_rate_{{ side }}) as common_{{ side }},
        {{ shrinkage_weight(
            'max(common_rate_' ~ side ~ ')',
            exact_sum(side ~ '_leads * power(rate_' ~ side ~ ' - common_rate_' ~ side ~ ', 2)'),
            'count(*) filter (where ' ~ side ~ '_leads > 0)',
            'sum(cast(' ~ side ~ '_leads as double))',
            'sum(power(cast(' ~ side ~ '_leads as double), 2))'
        ) }} as strength_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from rates
    group by 1
),

final as (
    select
        tables.activity,
        tables.lead_type,
        p_values.p_value,
        common_rates.common_with,
        common_rates.common_without,
        common_rates.strength_with,
        common_rates.strength_without
    from tables
    left join p_values
        on tables.activity = p_values.activity and tables.lead_type = p_values.lead_type
    left join common_rates on tables.activity = common_rates.activity
)

select * from final
