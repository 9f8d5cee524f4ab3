-- How did the attempts of each episode end?
-- connect: they became a conversation. disqualified: bad number, opt-out, or found unfit after the
-- last attempt. other: won, or wrote to us, without an attempt that can claim it. pending: the
-- last attempt is recent. gave_up: the rep stopped, whether or not nurture was noted.
with

run as (
    select * from {{ ref('run') }}
),

attempts as (
    select
        lead_key,
        episode_number,
        max(attempt_number) as attempts,
        max(occurred_at) as last_attempt_at,
        bool_or(is_connect) as is_connected,
        max(first_connected_at) as first_connected_at,
        max_by(has_opted_out or bad_address is not null, attempt_number) as is_unreachable
    from {{ ref('int_numbered_attempts') }}
    where attempt_number is not null
    group by 1, 2
),

stages as (
    select
        lead_key,
        episode_number,
        min(entered_at) filter (where stage = 'customer') as customer_at,
        -- a status without a date proves the win, not its day
        min(cast(is_skip_imputed as int)) filter (where stage = 'customer')
        = 1 as is_customer_undated,
        max(entered_at) filter (where stage = 'disqualified') as disqualified_at
    from {{ ref('fct_stage_visits') }}
    where stage in ('customer', 'disqualified') and not is_before_lead
    group by 1, 2
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

people as (
    select
        people.lead_key,
        people.lead_type,
        people.has_opted_out,
        coalesce(bands.fit_band, 'unknown') as fit_band
    from {{ ref('int_people') }} as people
    left join {{ ref('int_lead_scores') }} as bands on people.lead_key = bands.lead_key
),

maturities as (
    select lead_type, maturity_days
    from {{ ref('int_maturities') }}
    where from_stage = 'lead' and to_stage = 'customer'
),

policies as (
    select policies.*
    from {{ ref('int_followup_policies') }} as policies
    inner join run on run.as_of >= policies.from_date and run.as_of < policies.to_date
),

dated as (
    select
        attempts.*,
        people.lead_type,
        people.fit_band,
        people.has_opted_out,
        maturities.maturity_days,
        policies.stalled_after_days,
        stages.customer_at,
        stages.is_customer_undated,
        stages.disqualified_at,
        episodes.next_started_at,
        run.as_of,
        {{ local_date('attempts.last_attempt_at') }} as last_attempt_date,
        {{ local_date('attempts.first_connected_at') }} as first_connected_date,
        {{ local_date('stages.customer_at') }} as customer_date,
        {{ local_date('stages.disqualified_at') }} as disqualified_date
    from attempts
    cross join run
    inner join people on attempts.lead_key = people.lead_key
    inner join episodes
        on attempts.lead_key = episodes.lead_key
        and attempts.episode_number = episodes.episode_number
    left join maturities on people.lead_type = maturities.lead_type
    left join policies on people.lead_type = policies.lead_type
    left join stages
        on attempts.lead_key = stages.lead_key and attempts.episode_number = stages.episode_number
),

final as (
    select
        lead_key,
        episode_number,
        lead_type,
        fit_band,
        cast(attempts as bigint) as attempts,
        last_attempt_at,
        case
            when is_connected then 'connect'
            -- a refusal without a date belongs to the newest episode
            when is_unreachable or (has_opted_out and next_started_at is null)
                or disqualified_date >= last_attempt_date then 'disqualified'
            when customer_at is not null or first_connected_at is not null then 'other'
            when next_started_at is null
                and {{ days_between('last_attempt_date', 'as_of') }} <= stalled_after_days
                then 'pending'
            else 'gave_up'
        end as exit_kind,
        is_connected
        and {{ days_between('first_connected_date', 'as_of') }} >= maturity_days as is_mature,
        coalesce(
            is_connected
            and customer_at is not null
            and (
                is_customer_undated
                or (
                    customer_date >= first_connected_date
                    and {{ days_between('first_connected_date', 'customer_date') }} <= maturity_days
                )
            ), false
        ) as is_win,
        customer_at is not null as is_customer
    from dated
)

select * from final
