-- Where will each measure stand, and how likely is the goal? Quantiles and tail of the negative
-- binomial with the mean and variance of the outlook, on a grid of whole numbers, which
-- is exact; only where they spread over more than a thousand does a cell hold several.
{%- set cells = 1000 %}
{%- set tail = (1 - var('projection_interval')) / 2 %}

with

goals as (
    select month, lead_type, measure, month_goal from {{ ref('int_marketing_goals') }}
),

outlooks as (
    select
        outlooks.*,
        goals.month_goal,
        -- units still needed; the tolerance is for sums of doubles
        ceil(round((goals.month_goal - outlooks.base) / outlooks.unit, 6)) as needed,
        floor(greatest(0, outlooks.mean - 8 * sqrt(outlooks.variance))) as first_count,
        outlooks.mean + 12 * sqrt(outlooks.variance) + 20 as last_count
    from {{ ref('int_marketing_outlooks') }} as outlooks
    left join goals
        on {{ month_start('outlooks.base_day') }} = goals.month
        and outlooks.lead_type = goals.lead_type
        and outlooks.measure = goals.measure
),

shaped as (
    select
        *,
        power(mean, 2) / (variance - mean) as shape,
        ln(1 - mean / variance) as ln_odds,
        greatest(1, ceil((last_count - first_count) / {{ cells }})) as width
    from outlooks
    where mean > 0 and variance > mean
),

counts as (
    {{ number_rows(0, cells) }}
),

densities as (
    select
        shaped.*,
        first_count + counts.number * width as cell_from,
        {{ ln_gamma('(first_count + counts.number * width + (width - 1) / 2 + shape)') }}
        - {{ ln_gamma('(first_count + counts.number * width + (width - 1) / 2 + 1)') }}
        + (first_count + counts.number * width + (width - 1) / 2) * ln_odds as ln_density
    from shaped
    inner join counts on first_count + counts.number * width <= last_count
),

masses as (
    select
        *,
        exp(ln_density - highest)
        / {{ exact_sum('exp(ln_density - highest)', over='of_outlook') }} as mass
    from (
        select
            *,
            max(ln_density) over (
                partition by base_day, horizon, lead_type, measure
            ) as highest
        from densities
    ) as with_highest
    window of_outlook as (partition by base_day, horizon, lead_type, measure)
),

cumulated as (
    select
        *,
        sum(mass) over (
            partition by base_day, horizon, lead_type, measure order by cell_from
        ) as mass_so_far
    from masses
),

quantiles as (
    select
        base_day,
        horizon,
        lead_type,
        measure,
        {%- for name, share in {
            'lower': tail, 'lower_50': 0.25, 'upper_50': 0.75, 'upper': 1 - tail
        }.items() %}
        min(
            cell_from
            + greatest(0, ceil(
                greatest(0, width * ({{ share }} - (mass_so_far - mass)) / mass)
            ) - 1)
        ) filter (where mass_so_far >= {{ share }} and mass > 0) as {{ name }},
        {%- endfor %}
        {{ exact_sum('mass * least(1, greatest(0, (cell_from + width - needed) / width))') }}
            as probability
    from cumulated
    group by 1, 2, 3, 4
),

final as (
    select
        outlooks.base_day,
        outlooks.horizon,
        outlooks.lead_type,
        outlooks.measure,
        outlooks.base + outlooks.unit * outlooks.mean as expected,
        {%- for name in ['lower', 'lower_50', 'upper_50', 'upper'] %}
        outlooks.base
        + outlooks.unit * coalesce(quantiles.{{ name }}, outlooks.mean) as {{ name }},
        {%- endfor %}
        case
            when outlooks.month_goal is null or outlooks.mean is null then null
            when quantiles.probability is not null
                then {{ published('quantiles.probability') }}
            when outlooks.base + outlooks.unit * outlooks.mean >= outlooks.month_goal then 1e0
            else 0e0
        end as probability
    from outlooks
    left join quantiles
        on outlooks.base_day = quantiles.base_day
        and outlooks.horizon = quantiles.horizon
        and outlooks.lead_type = quantiles.lead_type
        and outlooks.measure = quantiles.measure
)

select * from final
