-- Of those who entered a stage in a month, how many got to each later stage?
with

pairs as (
    select
        pairs.*,
        maturities.maturity_days,
        pairs.age_days >= maturities.maturity_days as is_mature,
        pairs.reached_date is not null as is_reached,
        coalesce(pairs.days_to_reach <= maturities.maturity_days, false) as is_reached_inside
    from {{ ref('int_funnel_pairs') }} as pairs
    inner join {{ ref('int_maturities') }} as maturities
        on pairs.from_stage = maturities.from_stage
        and pairs.to_stage = maturities.to_stage
        and pairs.lead_type = maturities.lead_type
),

counts as (
    {%- for segment in segment_names() %}
    select
        cohort_month,
        from_stage,
        to_stage,
        '{{ segment }}' as segment_name,
        {{ segment_value(segment, 'pairs') }} as segment_value,
        count(*) as entered,
        count(*) filter (where is_reached) as reached,
        count(*) filter (where is_mature) as entered_mature,
        count(*) filter (where is_mature and is_reached_inside) as reached_mature,
        count(*) filter (where not is_mature and not is_reached) as pending,
        {{ quantile('case when has_duration then cast(days_to_reach as double) end', 0.5) }}
            as median_days,
        max(maturity_days) as maturity_days
    from pairs
    group by 1, 2, 3, 4, 5
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        cohort_month,
        from_stage,
        to_stage,
        segment_name,
        segment_value,
        entered,
        reached,
        {{ rate('reached', 'entered') }} as rate,
        entered_mature,
        reached_mature,
        {{ rate('reached_mature', 'entered_mature') }} as rate_mature,
        {{ wilson_lower('reached_mature', 'entered_mature') }} as rate_lower,
        {{ wilson_upper('reached_mature', 'entered_mature') }} as rate_upper,
        pending,
        median_days,
        cast(maturity_days as bigint) as maturity_days
    from counts
)

select * from final
