-- How many visits came each month through each channel?
-- Sessions of the web analytics; without such an export, the visits among the touches.
with

origins as (
    select * from {{ ref('int_origin_channels') }}
),

sessions as (
    select
        {{ month_start('traffic.traffic_date') }} as month,
        origins.channel,
        sum(traffic.sessions) as visits
    from {{ ref('stg_web_traffic') }} as traffic
    left join origins
        on {{ origin_hash('traffic.source_system', 'traffic.channel_as_given', 'traffic.source', 'traffic.medium', 'traffic.campaign') }}
        = origins.origin_hash
    group by 1, 2
),

touches as (
    select {{ month_start(local_date('occurred_at')) }} as month, channel, count(*) as visits
    from {{ ref('int_touchpoints') }}
    where touch_type = 'visit' and not exists (select 1 from sessions)
    group by 1, 2
)

select * from sessions
union all
select * from touches
