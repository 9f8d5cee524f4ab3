-- From when on are the last touches of a person a journey that led nowhere, goal by goal?
-- It ends with the last touch, reaches back one look-back at most, begins after the person's
-- last conversion, and counts once it is old enough that a conversion would have come.
-- Null: no such journey, not yet, or not in the window.
-- One group where none is ever drawn: counting many takes twice as long.
{%- set groups = var('attribution_journey_groups') if var('attribution_replicates') else 1 %}

with

run as (
    select
        *,
        {{ dbt.dateadd('month', 1 - var('attribution_window_months'), month_start('as_of')) }}
            as window_starts_on
    from {{ ref('run') }}
),

last_touches as (
    select
        person_hash,
        touchpoint_key,
        channel_id,
        {{ local_date('occurred_at') }} as last_date,
        occurred_at as last_occurred_at,
        {{ lookback_start('occurred_at') }} as lookback_starts_at
    from {{ ref('int_touch_sequence') }}
    where is_last
),

people as (
    select {{ fast_hash(['lead_key']) }} as person_hash, lead_type
    from {{ ref('int_people') }}
),

maturities as (
    select
        lead_type,
        {%- for goal in attribution_goals() %}
        -- nobody waits in an earlier stage for the first of them
        coalesce(
            max(case when from_stage = 'lead' and to_stage = '{{ goal }}' then maturity_days end),
            {{ var('maturity_fallback_days') }}
        )
            as {{ goal }}_days
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_maturities') }}
    group by 1
),

last_conversions as (
    select
        person_hash,
        {%- for goal in attribution_goals() %}
        max(case when goal = '{{ goal }}' then ends_at end) as {{ goal }}_ends_at
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_conversions') }}
    where person_hash is not null
    group by 1
),

limits as (
    select
        last_touches.*,
        {%- for goal in attribution_goals() %}
        coalesce(
            last_conversions.{{ goal }}_ends_at + interval 1 microsecond,
            last_touches.lookback_starts_at
        ) as after_{{ goal }}_at,
        {{ dbt.dateadd(
            'day', '-1 * coalesce(typed.' ~ goal ~ '_days, untyped.' ~ goal ~ '_days)',
            'run.as_of'
        ) }}
            as {{ goal }}_mature_on,
        {%- endfor %}
        run.window_starts_on
    from last_touches
    cross join run
    left join last_conversions on last_touches.person_hash = last_conversions.person_hash
    left join people on last_touches.person_hash = people.person_hash
    left join maturities as typed on people.lead_type = typed.lead_type
    left join maturities as untyped on untyped.lead_type = '*'
),

final as (
    select
        person_hash,
        channel_id,
        -- of the last touch and not of person_hash, which is another number on another engine
        cast(
            {{ journey_number('touchpoint_key') }} % {{ groups }} as int
        ) as journey_group,
        {%- for goal in attribution_goals() %}
        case
            when
                last_date >= window_starts_on
                and last_date <= {{ goal }}_mature_on
                and last_occurred_at >= after_{{ goal }}_at
                then greatest(lookback_starts_at, after_{{ goal }}_at)
        end as {{ goal }}_starts_at
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from limits
)

select * from final
