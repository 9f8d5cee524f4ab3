-- How many people have each field filled, in all and for each owner?
{%- set fields = [
    'email', 'phone', 'company', 'job_title', 'industry', 'employees', 'country', 'offer',
    'campaign', 'landing_page', 'product_interest', 'owner', 'status_reason', 'next_activity_at',
] %}

with

people as (
    select * from {{ ref('int_people') }}
),

counts as (
    {%- for field in fields %}
    select
        '{{ field }}' as field,
        coalesce(owner, '(none)') as owner,
        count(*) as leads,
        count({{ field }}) as filled
    from people
    group by 1, 2
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

with_total as (
    select field, owner, leads, filled from counts
    union all
    select field, 'all', sum(leads), sum(filled) from counts group by 1
),

final as (
    select
        field,
        owner,
        cast(leads as bigint) as leads,
        cast(filled as bigint) as filled,
        {{ rate('filled', 'leads') }} as filled_share
    from with_total
)

select * from final
