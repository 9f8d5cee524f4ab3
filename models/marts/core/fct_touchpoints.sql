{{ config(
    materialized="view",
    post_hook={"sql": "{{ require_rules(this) }}", "transaction": false},
) }}

-- Every touch: exported ones and those that a lead's own record implies. A view: on large
-- exports a second copy of all touches is what costs.
with

touches as (
    select
        touchpoint_key, lead_key, visitor_id, occurred_at, touch_type, channel,
        source, medium, campaign, page, asset, false as is_implied, source_file, source_row
    from {{ ref('int_touchpoints') }}
),

implied as (
    select
        touchpoint_key, lead_key, cast(null as {{ dbt.type_string() }}) as visitor_id, occurred_at,
        'implied' as touch_type, channel,
        source, cast(medium as {{ dbt.type_string() }}) as medium,
        cast(campaign as {{ dbt.type_string() }}) as campaign,
        cast(page as {{ dbt.type_string() }}) as page,
        cast(null as {{ dbt.type_string() }}) as asset, true as is_implied, source_file, source_row
    from {{ ref('int_implied_touchpoints') }}
)

select * from touches
union all
select * from implied
