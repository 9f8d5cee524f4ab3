-- What did each channel bring under each model, between which bounds, and for what money?
-- Conversions and spend of the same months. Spend without conversions and conversions without
-- spend are rows too.
with

results as (
    select * from {{ ref('int_attribution_results') }}
),

seats as (
    select distinct channel, seat from {{ ref('int_attribution_channels') }}
),

models as (
    {%- for goal in attribution_goals() %}
    {%- for model in attribution_models() %}
    select '{{ goal }}' as goal, '{{ model }}' as model
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
    {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
),

spend as (
    select
        models.goal,
        models.model,
        case
            when models.model = 'shapley' then coalesce(seats.seat, spend.channel) else
                spend.channel
        end as channel,
        sum(spend.spend) as spend
    from {{ ref('int_marketing_spend') }} as spend
    cross join models
    left join seats on spend.channel = seats.channel
    where spend.is_in_window
    group by 1, 2, 3
),

channels as (
    select goal, model, channel from results
    union
    select goal, model, channel from spend
),

joined as (
    select
        channels.goal,
        channels.model,
        channels.channel,
        coalesce(results.conversions, 0) as conversions,
        case when channels.goal <> 'lead' then coalesce(results.value, 0) end as value,
        cast(coalesce(spend.spend, 0) as decimal(18, 2)) as spend,
        results.conversions_lower,
        results.conversions_upper,
        case when channels.goal <> 'lead' then results.value_lower end as value_lower,
        case when channels.goal <> 'lead' then results.value_upper end as value_upper,
        coalesce(results.replicate_count, 0) as replicates,
        coalesce(results.is_value_by_conversions, false) as is_value_by_conversions
    from channels
    left join results
        on channels.goal = results.goal
        and channels.model = results.model
        and channels.channel = results.channel
    left join spend
        on channels.goal = spend.goal
        and channels.model = spend.model
        and channels.channel = spend.channel
),

final as (
    select
        goal,
        model,
        channel,
        {{ published('conversions') }} as conversions,
        {{ published('value') }} as value,
        {{ rate('conversions', exact_sum('conversions', over='(partition by goal, model)')) }}
            as share,
        spend,
        case
            when round(conversions, 10) > 0 then {{ rate('spend', 'conversions') }}
        end as cost_per_conversion,
        {{ rate('value', 'spend') }} as return_on_spend,
        {{ rate('(value - spend)', 'spend') }} as return_on_investment,
        {{ published('conversions_lower') }} as conversions_lower,
        {{ published('conversions_upper') }} as conversions_upper,
        {{ published('value_lower') }} as value_lower,
        {{ published('value_upper') }} as value_upper,
        cast(replicates as bigint) as replicates,
        is_value_by_conversions
    from joined
)

select * from final
