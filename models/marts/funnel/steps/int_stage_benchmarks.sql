-- What share of a stage moved on in its best quarter, and what is a lead worth once it has?
{%- set stages = funnel_stages() %}

with

pairs as (
    select
        pairs.*,
        pairs.age_days >= maturities.maturity_days as is_mature,
        coalesce(pairs.days_to_reach <= maturities.maturity_days, false) as is_reached_inside
    from {{ ref('int_funnel_pairs') }} as pairs
    inner join {{ ref('int_maturities') }} as maturities
        on pairs.from_stage = maturities.from_stage
        and pairs.to_stage = maturities.to_stage
        and pairs.lead_type = maturities.lead_type
),

next_steps as (
    select * from pairs
    where
        {%- for stage in stages[:-1] %}
        (from_stage = '{{ stage }}' and to_stage = '{{ stages[loop.index] }}')
        {%- if not loop.last %} or{% endif %}
        {%- endfor %}
),

quarters as (
    select
        from_stage,
        to_stage,
        date_trunc('quarter', entered_date) as quarter,
        {{ rate('count(*) filter (where is_reached_inside)', 'count(*)') }} as moved_on_rate
    from next_steps
    where is_mature
    group by 1, 2, 3
    having count(*) >= {{ var('minimum_sample') }}
),

benchmarks as (
    select from_stage, max(to_stage) as next_stage, max(moved_on_rate) as benchmark_rate
    from quarters
    group by 1
),

average_sale as (
    select avg(cast(amount as double)) as average_sale_value
    from {{ ref('fct_opportunities') }}
    where is_won and opportunity_type = 'new' and amount is not null
),

close_rates as (
    select
        from_stage as stage,
        {{ rate('count(*) filter (where is_reached_inside)', 'count(*)') }} as close_rate
    from pairs
    where to_stage = 'customer' and is_mature
    group by 1
    union all
    select 'customer', 1.0
),

final as (
    select
        benchmarks.from_stage as stage,
        benchmarks.benchmark_rate,
        close_rates.close_rate * average_sale.average_sale_value as next_stage_value
    from benchmarks
    left join close_rates on benchmarks.next_stage = close_rates.stage
    cross join average_sale
)

select * from final
