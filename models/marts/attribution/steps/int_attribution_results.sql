-- What does each model give each channel, and between which bounds do 95 of 100 replicates see it?
-- Conversions without a touch are nobody's: channel `(none)`, the same under every model.
with

draws as (
    select * from {{ ref('int_attribution_draws') }}
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

weights as (
    select * from {{ ref('int_conversion_weights') }}
),

rule_credits as (
    select * from {{ ref('int_rule_replicates') }}
),

markov_credits as (
    select * from {{ ref('int_markov_credits') }}
),

shapley_credits as (
    select * from {{ ref('int_shapley_credits') }}
),

untouched as (
    select
        draw_id,
        cast(sum(conversion_count * weight) as double) * max(scale) as conversions,
        cast(sum(value * weight) as double) * max(scale) as value
    from weights
    where not has_touches
    group by 1
),

credits as (
    select
        rules.draw_id, rules.model, channels.channel,
        rules.conversions, rules.value, false as is_value_by_conversions
    from rule_credits as rules
    inner join channels on rules.channel_id = channels.channel_id
    union all
    select
        markov.draw_id, 'markov', channels.channel,
        markov.conversions, markov.value, markov.is_value_by_conversions
    from markov_credits as markov
    inner join channels on markov.channel_id = channels.channel_id
    union all
    select draw_id, 'shapley', seat, conversions, value, is_value_by_conversions
    from shapley_credits
    {%- for model in attribution_models() %}
    union all
    select draw_id, '{{ model }}', '(none)', conversions, value, false
    from untouched
    {%- endfor %}
),

drawn as (
    select credits.*, draws.goal, draws.replicate
    from credits
    inner join draws on credits.draw_id = draws.draw_id
),

played as (
    select distinct goal, model, replicate from drawn
),

-- a replicate that does not see a channel at all sees zero of it
all_played as (
    select seen.goal, seen.model, seen.channel, played.replicate
    from (select distinct goal, model, channel from drawn) as seen
    inner join played on seen.goal = played.goal and seen.model = played.model
),

replicated as (
    select
        all_played.*,
        drawn.conversions,
        drawn.value,
        drawn.is_value_by_conversions,
        case when all_played.replicate > 0 then coalesce(drawn.conversions, 0) end
            as drawn_conversions,
        -- a game for money is not replayed
        case
            when
                all_played.replicate > 0 and all_played.model <> 'shapley'
                then coalesce(drawn.value, 0)
        end
            as drawn_value
    from all_played
    left join drawn
        on all_played.goal = drawn.goal
        and all_played.model = drawn.model
        and all_played.channel = drawn.channel
        and all_played.replicate = drawn.replicate
),

final as (
    select
        goal,
        model,
        channel,
        max(case when replicate = 0 then conversions end) as conversions,
        max(case when replicate = 0 then value end) as value,
        coalesce(bool_or(replicate = 0 and is_value_by_conversions), false)
            as is_value_by_conversions,
        count(drawn_conversions) as replicate_count,
        {{ interval_lower('drawn_conversions') }} as conversions_lower,
        {{ interval_upper('drawn_conversions') }} as conversions_upper,
        {{ interval_lower('drawn_value') }} as value_lower,
        {{ interval_upper('drawn_value') }} as value_upper
    from replicated
    group by 1, 2, 3
)

select * from final
