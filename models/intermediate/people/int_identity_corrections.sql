-- Which identity key does each correction by hand mean, and which records?
{%- set other = adapter.quote('with') %}

with

overrides as (
    select * from {{ ref('identity_overrides') }} where kind <> 'domain'
),

leads as (
    select record_key, lead_id from {{ ref('stg_leads') }}
),

-- both sides of a correction; what a split is taken from is a record
sides as (
    select
        kind, value, action, {{ other }},
        'value' as side, kind as side_kind, trim(value) as side_value
    from overrides
    union all
    select
        kind, value, action, {{ other }}, 'with',
        case when action = 'split' then 'record' else kind end,
        trim({{ other }})
    from overrides
    where nullif(trim({{ other }}), '') is not null
),

final as (
    select
        concat_ws('|', sides.kind, sides.value, sides.action, coalesce(sides.{{ other }}, ''))
            as correction,
        sides.action,
        sides.side,
        sides.side_kind,
        case sides.side_kind
            when 'record' then leads.record_key
            when 'email' then concat('email|', lower(sides.side_value))
            when
                'phone'
                then concat('phone|+', {{ without_pattern('sides.side_value', '[^0-9]+') }})
            when 'visitor' then concat('visitor|', sides.side_value)
        end as identity_key,
        -- a split of something from one record only
        coalesce(nullif(trim(sides.{{ other }}), ''), '') <> '' as is_between_two
    from sides
    left join leads
        on sides.side_kind = 'record'
        and sides.side_value in (leads.lead_id, leads.record_key)
)

select * from final
where identity_key is not null
