-- How well does each page and asset turn views into contacts and customers, month by month?
-- Figures of the exported page report where there is one for the month; else counted from touches.
with

run as (
    select * from {{ ref('run') }}
),

exported as (
    select
        'page' as kind,
        page as name,
        {{ month_start('performance_date') }} as month,
        max_by(title, concat(performance_date, '|', title)) as title,
        max_by(campaign, concat(performance_date, '|', campaign)) as campaign,
        max_by(is_live, concat(performance_date, '|', is_live)) as is_live,
        max(updated_at) as updated_at,
        sum(views) as views,
        sum(submissions) as submissions,
        sum(new_contacts) as new_contacts,
        sum(cta_views) as cta_views,
        sum(cta_clicks) as cta_clicks
    from {{ ref('stg_page_performance') }}
    group by 1, 2, 3
),

events as (
    select * from {{ ref('int_asset_events') }}
),

-- web analytics knows the page where visits began, also where no tool exports single views
landings as (
    select
        'page' as kind,
        landing_page as name,
        {{ month_start('traffic_date') }} as month,
        cast(sum(sessions) as bigint) as sessions
    from {{ ref('stg_landing_page_traffic') }}
    where landing_page is not null
    group by 1, 2, 3
),

assets as (
    select kind, name, month from exported
    union
    select kind, name, month from events
    union
    select kind, name, month from landings
),

joined as (
    select
        assets.kind,
        assets.name,
        assets.month,
        exported.title,
        exported.campaign,
        exported.is_live,
        exported.updated_at,
        exported.name is not null as is_exported,
        landings.sessions as landing_sessions,
        cast(coalesce(exported.views, events.views, 0) as bigint) as views,
        cast(coalesce(exported.submissions, events.submissions, 0) as bigint) as submissions,
        cast(coalesce(exported.new_contacts, events.new_contacts, 0) as bigint) as new_contacts,
        cast(exported.cta_views as bigint) as cta_views,
        cast(exported.cta_clicks as bigint) as cta_clicks,
        cast(coalesce(events.customers, 0) as bigint) as customers,
        cast(coalesce(events.revenue, 0) as decimal(18, 2)) as revenue
    from assets
    left join exported
        on assets.kind = exported.kind
        and assets.name = exported.name
        and assets.month = exported.month
    left join events
        on assets.kind = events.kind and assets.name = events.name and assets.month = events.month
    left join landings
        on assets.kind = landings.kind
        and assets.name = landings.name
        and assets.month = landings.month
),

final as (
    select
        joined.kind,
        joined.name,
        case when joined.kind = 'page' then joined.name end as page,
        case when joined.kind = 'asset' then joined.name end as asset,
        joined.month,
        joined.title,
        joined.campaign,
        joined.is_live,
        joined.updated_at,
        joined.is_exported,
        joined.landing_sessions,
        joined.views,
        joined.submissions,
        {{ rate('joined.submissions', 'joined.views') }} as submission_rate,
        {{ wilson_lower('joined.submissions', 'joined.views') }} as submission_rate_lower,
        {{ wilson_upper('joined.submissions', 'joined.views') }} as submission_rate_upper,
        joined.new_contacts,
        {{ rate('joined.new_contacts', 'joined.views') }} as new_contact_rate,
        {{ wilson_lower('joined.new_contacts', 'joined.views') }} as new_contact_rate_lower,
        {{ wilson_upper('joined.new_contacts', 'joined.views') }} as new_contact_rate_upper,
        joined.cta_views,
        joined.cta_clicks,
        {{ rate('joined.cta_clicks', 'joined.cta_views') }} as cta_click_rate,
        {{ wilson_lower('joined.cta_clicks', 'joined.cta_views') }} as cta_click_rate_lower,
        {{ wilson_upper('joined.cta_clicks', 'joined.cta_views') }} as cta_click_rate_upper,
        joined.customers,
        joined.revenue
    from joined
    cross join run
    where joined.month <= run.as_of
)

select * from final
