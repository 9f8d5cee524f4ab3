-- KPIs of what people see of the company: visits and what comes of them, media, applications.
with

run as (
    select * from {{ ref('run') }}
),

months as (
    select * from {{ ref('int_kpi_months') }}
),

-- one definition of a visit: the funnel's
visits as (
    select month, channel, visits
    from {{ ref('rpt_funnel_monthly') }}
    where channel <> 'all' and (select sum(visits) from {{ ref('rpt_funnel_monthly') }}) > 0
),

web_leads as (
    select {{ month_start('lead_date') }} as month, channel, count(*) as leads
    from {{ ref('int_episode_funnel') }}
    where
        lead_is_recorded
        and (landing_page is not null or channel not in {{ one_of(var('offline_channels')) }})
    group by 1, 2
),

-- without exported touches, that nobody acted is not known
touches as (
    select * from {{ ref('fct_touchpoints') }} where not is_implied
),

actions as (
    select
        {{ month_start(local_date('occurred_at')) }} as month, channel, count(*) as actions
    from touches
    where touch_type in {{ one_of(var('form_touch_types')) }}
    group by 1, 2
),

web as (
    select month, channel, visits, 0 as leads, 0 as actions from visits
    union all
    select month, channel, 0, leads, 0 from web_leads
    union all
    select month, channel, 0, 0, actions from actions
),

web_segments as (
    {{ each_segment('web', ['channel']) | indent(4) }}
),

web_months as (
    select
        web_segments.month, segment_name, segment_value,
        sum(visits) as visits, sum(leads) as leads, sum(actions) as actions
    from web_segments
    inner join months on web_segments.month = months.month
    group by 1, 2, 3
),

-- a network's followers are those of its newest day in the month
networks as (
    select
        {{ month_start('presence_date') }} as month,
        network,
        sum(impressions) as impressions,
        sum(engagements) as engagements,
        sum(case when engagements is not null then impressions end) as impressions_engaged,
        sum(mentions) as mentions,
        max_by(followers, presence_date) filter (where followers is not null) as followers
    from {{ ref('stg_media_presence') }}
    group by 1, 2
),

media as (
    select
        networks.month,
        'all' as segment_name,
        'all' as segment_value,
        sum(impressions) as impressions,
        sum(engagements) as engagements,
        sum(impressions_engaged) as impressions_engaged,
        sum(mentions) as mentions,
        sum(followers) as followers
    from networks
    inner join months on networks.month = months.month
    group by 1
),

applied as (
    select {{ month_start(local_date('applied_at')) }} as month, 1 as applied, 0 as qualified
    from {{ ref('stg_job_applications') }}
    union all
    select {{ month_start(local_date('qualified_at')) }}, 0, 1
    from {{ ref('stg_job_applications') }}
),

-- the share is of the month's own applications
shares as (
    select
        {{ month_start(local_date('applied_at')) }} as month,
        count(*) as applications,
        count(qualified_at) as qualified_of_them
    from {{ ref('stg_job_applications') }}
    group by 1
),

applications as (
    select
        months.month,
        'all' as segment_name,
        'all' as segment_value,
        sum(applied.qualified) as qualified,
        coalesce(max(shares.applications), 0) as applications,
        coalesce(max(shares.qualified_of_them), 0) as qualified_of_them
    from applied
    inner join months on applied.month = months.month
    left join shares on months.month = shares.month
    group by 1
),

final as (
    {{ kpi_rows('web_months', [
        {'id': 'visits', 'value': 'visits', 'where': 'visits > 0'},
        {'id': 'visitor_conversion_rate', 'ratio': ['leads', 'visits'], 'sample': 'visits',
         'lower': wilson_lower('leads', 'visits'), 'upper': wilson_upper('leads', 'visits'),
         'where': 'visits > 0'},
        {'id': 'visitor_action_rate', 'ratio': ['actions', 'visits'], 'sample': 'visits',
         'lower': wilson_lower('actions', 'visits'), 'upper': wilson_upper('actions', 'visits'),
         'where': 'visits > 0 and exists (select 1 from touches)'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('media', [
        {'id': 'media_presence', 'value': 'impressions', 'where': 'impressions is not null'},
        {'id': 'media_followers', 'value': 'followers', 'where': 'followers is not null'},
        {'id': 'media_mentions', 'value': 'mentions', 'where': 'mentions is not null'},
        {'id': 'media_engagement_rate', 'rate': ['engagements', 'impressions_engaged'],
         'where': 'impressions_engaged > 0'},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('applications', [
        {'id': 'qualified_applications', 'value': 'qualified'},
        {'id': 'qualified_applications_share', 'rate': ['qualified_of_them', 'applications'],
         'where': 'applications > 0'},
    ]) | indent(4) }}
)

select * from final
