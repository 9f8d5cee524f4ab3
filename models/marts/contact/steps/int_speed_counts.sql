-- How many leads of each stratum waited how long, and how many of them answered and bought?
-- Twice: by the wall clock and by opening hours. One row per clock, stratum and bucket.
{%- set edges = var('speed_bucket_minutes') %}

with

waits as (
    select
        *,
        concat_ws(' | ', lead_type, fit_band, arrived, channel) as stratum
    from {{ ref('int_first_attempt_times') }}
    -- a wait of known days only belongs to no bucket; no attempt at all is known
    where is_mature and (first_attempt_at is null or not has_no_hours)
),

clocked as (
    select *, 'wall' as clock, {{ speed_bucket('wall_minutes', edges) }} as bucket
    from waits
    union all
    select *, 'business' as clock, {{ speed_bucket('business_minutes', edges, 'business_') }} as bucket
    from waits
),

final as (
    select
        clock,
        stratum,
        bucket,
        cast(count(*) as bigint) as leads,
        cast(count(*) filter (where first_connected_at is not null) as bigint) as connects,
        cast(count(*) filter (where is_win) as bigint) as wins
    from clocked
    group by 1, 2, 3
)

select * from final
