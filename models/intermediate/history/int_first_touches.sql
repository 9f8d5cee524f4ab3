-- What was each person's first exported touch?
select
    lead_key,
    min_by(touch_type, occurred_at) as touch_type,
    min_by(channel, occurred_at) as channel,
    min_by(source, occurred_at) as source,
    min_by(medium, occurred_at) as medium,
    min_by(campaign, occurred_at) as campaign,
    min_by(page, occurred_at) as page,
    min_by(asset, occurred_at) as asset
from {{ ref('int_touchpoints') }}
where lead_key is not null
group by lead_key
