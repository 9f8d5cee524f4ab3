-- Between which bounds do 95 of 100 replicates see each channel's conversions and value?
-- A replicate that does not see a channel at all sees zero of it.
with

results as (
    select * from {{ ref('int_attribution_results') }}
),

played as (
    select distinct goal, model, replicate from results where replicate > 0
),

channels as (
    select distinct goal, model, channel from results
),

grid as (
    select
        channels.goal,
        channels.model,
        channels.channel,
        coalesce(results.conversions, 0) as conversions,
        -- a game for money is not replayed; a channel not seen earns nothing
        case when channels.model <> 'shapley' then coalesce(results.value, 0) end as value
    from channels
    inner join played on channels.goal = played.goal and channels.model = played.model
    left join results
        on channels.goal = results.goal
        and channels.model = results.model
        and channels.channel = results.channel
        and played.replicate = results.replicate
),

final as (
    select
        goal,
        model,
        channel,
        count(*) as replicate_count,
        {{ quantile('conversions', 0.025) }} as conversions_lower,
        {{ quantile('conversions', 0.975) }} as conversions_upper,
        {{ quantile('value', 0.025) }} as value_lower,
        {{ quantile('value', 0.975) }} as value_upper
    from grid
    group by 1, 2, 3
)

select * from final
