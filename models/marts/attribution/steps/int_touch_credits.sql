-- How much of a conversion does each rule give to each of its touches?
-- One column per rule; each column sums to one over the touches of a conversion. Decimals, whose
-- sums are the same in every order of rows.
{%- set half_life_seconds = var('time_decay_half_life_days') * 24 * 60 * 60 %}
{%- set u_first, u_last = var('attribution_u_shape') %}
{%- set w_first, w_lead, w_last = var('attribution_w_shape') %}

with

touches as (
    select
        *,
        -- relative to the newest touch, so that old journeys don't vanish below the smallest number
        power(
            2e0,
            -1e0
            * {{ seconds_between('occurred_at', 'last_occurred_at') }}
            / {{ half_life_seconds }}
        ) as decayed
    from {{ ref('int_converting_touches') }}
),

anchored as (
    select
        *,
        -- U: two touches share in the proportion of the two ends
        case
            when touch_count = 1 then 1e0
            when
                touch_count = 2 and touch_number = 1
                then {{ u_first }}e0 / ({{ u_first }}e0 + {{ u_last }}e0)
            when touch_count = 2 then {{ u_last }}e0 / ({{ u_first }}e0 + {{ u_last }}e0)
            when touch_number = 1 then {{ u_first }}e0
            when touch_number = touch_count then {{ u_last }}e0
            else (1e0 - {{ u_first }}e0 - {{ u_last }}e0) / (touch_count - 2)
        end as u_shaped_credit,
        -- W: a touch that is several anchors has the sum of them
        case when touch_number = 1 then {{ w_first }}e0 else 0e0 end
        + case when touch_number = lead_touch_number then {{ w_lead }}e0 else 0e0 end
        + case when touch_number = touch_count then {{ w_last }}e0 else 0e0 end as anchor_credit,
        touch_count - (
            1
            + case when touch_count > 1 then 1 else 0 end
            + case when lead_touch_number > 1 and lead_touch_number < touch_count then 1 else 0 end
        ) as unanchored_count
    from touches
),

final as (
    select
        conversion_hash,
        touchpoint_key,
        channel_id,
        touch_number,
        touch_count,
        lead_touch_number is null as is_u_shaped_instead,
        case when touch_number = 1 then 1 else 0 end as first_touch,
        case when touch_number = touch_count then 1 else 0 end as last_touch,
        case when touch_number = last_non_direct_number then 1 else 0 end as last_non_direct,
        cast(1e0 / touch_count as decimal(18, 12)) as linear,
        cast(1e0 / (channel_count * channel_touch_count) as decimal(18, 12)) as linear_unique,
        cast(u_shaped_credit as decimal(18, 12)) as u_shaped,
        cast(case
            when lead_touch_number is null then u_shaped_credit
            when
                unanchored_count = 0
                then anchor_credit / ({{ w_first }}e0 + {{ w_lead }}e0 + {{ w_last }}e0)
            when anchor_credit > 0 then anchor_credit
            else (1e0 - {{ w_first }}e0 - {{ w_lead }}e0 - {{ w_last }}e0) / unanchored_count
        end as decimal(18, 12)) as w_shaped,
        cast(
            decayed
            / {{ exact_sum('decayed', over='(partition by conversion_hash)') }} as decimal(18, 12)
        ) as time_decay
    from anchored
)

select * from final
