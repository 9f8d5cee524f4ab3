-- By which agreement did each waiting message have to be answered? The one in force when the clock
-- started; without reply_hours it promises no answer.
with

threads as (
    select * from {{ ref('int_message_threads') }}
),

people as (
    select lead_key, lead_type, owner, has_opted_out or is_held_out as is_excused
    from {{ ref('int_people') }}
),

policies as (
    select * from {{ ref('sla_policies') }}
),

in_force as (
    select
        threads.*,
        people.lead_type,
        people.owner,
        people.is_excused,
        policies.sla_id,
        policies.reply_hours,
        coalesce(policies.business_hours, true) as business_hours
    from threads
    inner join people on threads.lead_key = people.lead_key
    inner join policies
        on policies.lead_type in (people.lead_type, '*')
        and (
            policies.valid_from <= {{ local_date('threads.clock_started_at') }}
            or policies.valid_from is null
        )
    qualify
        {{ wildcard_rank(
            ['threads.lead_key', 'threads.episode_number', 'threads.clock_number'],
            ['policies.lead_type'], 'policies.valid_from'
        ) }} = 1
)

select * from in_force where reply_hours is not null
