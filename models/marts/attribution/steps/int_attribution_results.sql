-- What does each model give each channel, in the data (replicate 0) and in each replicate?
-- Conversions without a touch are nobody's: channel `(none)`, the same under every model.
with

draws as (
    select * from {{ ref('int_attribution_draws') }}
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

untouched as (
    select draw_id, sum(weight) as conversions, sum(value * weight) as value
    from {{ ref('int_conversion_weights') }}
    where not has_touches
    group by 1
),

results as (
    select
        results.draw_id, results.model, channels.channel,
        results.conversions, results.value, false as is_value_by_conversions
    from {{ ref('int_rule_replicates') }} as results
    inner join channels on results.channel_id = channels.channel_id
    union all
    select
        results.draw_id, 'markov', channels.channel,
        results.conversions, results.value, results.is_value_by_conversions
    from {{ ref('int_markov_credits') }} as results
    inner join channels on results.channel_id = channels.channel_id
    union all
    select draw_id, 'shapley', seat, conversions, value, is_value_by_conversions
    from {{ ref('int_shapley_credits') }}
    {%- for model in attribution_models() %}
    union all
    select draw_id, '{{ model }}', '(none)', conversions, value, false
    from untouched
    {%- endfor %}
),

final as (
    select draws.goal, draws.replicate, results.model, results.channel, results.conversions, results.value,
        results.is_value_by_conversions
    from results
    inner join draws on results.draw_id = draws.draw_id
)

select * from final
