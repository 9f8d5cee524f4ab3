{{ config(materialized="view") }}

-- How much of each conversion does each rule give to each touch before it? A view: it is
-- int_touch_credits turned on its side, eight rows for one.
-- A conversion without a touch has one row per model: channel `(none)`, the whole credit.
with

conversions as (
    select * from {{ ref('int_conversions') }} where is_in_window
),

credits as (
    select * from {{ ref('int_touch_credits') }}
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

models as (
    {{ rule_rows() }}
),

touched as (
    select
        credits.conversion_hash,
        credits.touchpoint_key,
        models.model,
        channels.channel,
        credits.touch_number,
        credits.touch_count,
        models.model = 'w_shaped' and credits.is_u_shaped_instead as is_fallback,
        cast({{ credit_of_model('credits', 'models.model') }} as double) as credit
    from credits
    cross join models
    inner join channels on credits.channel_id = channels.channel_id
),

untouched as (
    select conversions.conversion_hash, models.model
    from conversions
    cross join models
    left join (select distinct conversion_hash from credits) as reached
        on conversions.conversion_hash = reached.conversion_hash
    where reached.conversion_hash is null
),

all_credits as (
    select * from touched
    union all
    select conversion_hash, null, model, '(none)', 0, 0, false, 1e0
    from untouched
),

final as (
    select
        conversions.goal,
        conversions.conversion_key,
        conversions.lead_key,
        conversions.converted_at,
        conversions.month,
        all_credits.touchpoint_key,
        all_credits.model,
        all_credits.channel,
        cast(all_credits.touch_number as bigint) as touch_number,
        cast(all_credits.touch_count as bigint) as touch_count,
        all_credits.is_fallback,
        {{ published('all_credits.credit') }} as credit,
        {{ published('all_credits.credit * cast(conversions.value as double)') }} as value
    from all_credits
    inner join conversions on all_credits.conversion_hash = conversions.conversion_hash
)

select * from final
