-- How long did each mature episode wait for its first attempt, by the wall and by opening hours,
-- and what came of it? Waits are known only where both ends have a time.
with

run as (
    select * from {{ ref('run') }}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

people as (
    select * from {{ ref('int_people') }}
),

attempts as (
    select
        lead_key,
        episode_number,
        occurred_at as first_attempt_at,
        occurred_at_is_date_only as is_date_only,
        business_minutes_since_created as business_minutes
    from {{ ref('fct_contact_attempts') }}
    where is_first_attempt
),

contacts as (
    select * from {{ ref('int_first_contacts') }}
),

customers as (
    select lead_key, episode_number, min(entered_at) as customer_at,
        min(cast(is_skip_imputed as int)) = 1 as is_undated
    from {{ ref('fct_stage_visits') }}
    where stage = 'customer' and not is_before_lead
    group by 1, 2
),

maturities as (
    select lead_type, maturity_days
    from {{ ref('int_maturities') }}
    where from_stage = 'lead' and to_stage = 'customer'
),

bands as (
    select lead_key, coalesce(fit_band, 'unknown') as fit_band from {{ ref('int_lead_scores') }}
),

joined as (
    select
        episodes.lead_key,
        episodes.episode_number,
        people.lead_type,
        people.owner,
        coalesce(bands.fit_band, 'unknown') as fit_band,
        case
            when episodes.episode_number = 1 then people.channel else
                coalesce(episodes.channel, people.channel)
        end
            as channel,
        case when
            {%- for number in [1, 2, 3, 4] %}
            coalesce(
                episodes.started_at >= arrival_day.opens_{{ number }}_at
                and episodes.started_at < arrival_day.closes_{{ number }}_at, false
            ) {%- if not loop.last %} or{% endif %}
            {%- endfor %}
            then 'in_hours' else 'out_of_hours'
        end as arrived,
        episodes.started_at,
        {{ local_date('episodes.started_at') }} as started_date,
        attempts.first_attempt_at,
        coalesce(attempts.is_date_only, false) or episodes.started_at_is_date_only as has_no_hours,
        {{ seconds_between('episodes.started_at', 'attempts.first_attempt_at') }}
        / 60e0 as wall_minutes,
        attempts.business_minutes,
        contacts.first_connected_at,
        coalesce(
            customers.is_undated
            or {{ days_between(
                local_date('episodes.started_at'), local_date('customers.customer_at')
            ) }}
            <= maturities.maturity_days, false
        ) as is_win,
        {{ days_between(local_date('episodes.started_at'), 'run.as_of') }}
        >= maturities.maturity_days as is_mature
    from episodes
    cross join run
    inner join people on episodes.lead_key = people.lead_key
    left join bands on episodes.lead_key = bands.lead_key
    left join maturities on people.lead_type = maturities.lead_type
    left join attempts
        on episodes.lead_key = attempts.lead_key
        and episodes.episode_number = attempts.episode_number
    left join contacts
        on episodes.lead_key = contacts.lead_key
        and episodes.episode_number = contacts.episode_number
    left join customers
        on episodes.lead_key = customers.lead_key
        and episodes.episode_number = customers.episode_number
    left join {{ ref('int_person_calendars') }} as calendars
        on episodes.lead_key = calendars.lead_key
    left join {{ ref('int_business_utc_days') }} as arrival_day
        on calendars.calendar_id = arrival_day.calendar_id
        and cast(episodes.started_at as date) = arrival_day.utc_date
)

select * from joined
