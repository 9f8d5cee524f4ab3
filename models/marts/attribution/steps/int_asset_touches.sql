{{ config(materialized='view') }}

-- Who saw which page or asset, and when? A view: writing the words of every touch once more costs
-- more than its two readers.
with

touches as (
    select * from {{ ref('fct_touchpoints') }}
),

named as (
    select
        touchpoint_key, lead_key, occurred_at, touch_type, is_implied,
        'page' as kind, page as name
    from touches
    where page is not null
    union all
    select
        touchpoint_key, lead_key, occurred_at, touch_type, is_implied,
        'asset', trim(asset)
    from touches
    where asset is not null
),

final as (
    select
        *,
        touch_type in {{ one_of(var("form_touch_types")) }} as is_submission
    from named
    where name <> ''
)

select * from final
