-- What does each person's record say in the fields that rules ask for? Empty text where nothing.
{#- columns of the records that say little about a person; rules seldom ask for them -#}
{%- set columns_of_records = {
    'lead_id': 'lead_id', 'record_type': 'record_type', 'merged_into_id': 'merged_into_id',
    'contact_id': 'contact_id',
    'opportunity_id': 'opportunity_id', 'opted_out': 'is_opted_out', 'created_at': 'created_at',
    'assigned_at': 'assigned_at',
    'mql_at': 'mql_at', 'sql_at': 'sql_at', 'opportunity_at': 'opportunity_at',
    'customer_at': 'customer_at',
    'disqualified_at': 'disqualified_at', 'nurture_at': 'nurture_at',
    'next_activity_at': 'next_activity_at',
    'updated_at': 'updated_at',
} %}

with

people as (
    select
        * except (country, owner),
        coalesce(country, country_as_given) as country,
        coalesce(owner, owner_as_given) as owner
    from {{ ref('int_people') }}
),

fields as (
    select distinct field from {{ ref('int_rule_checks') }} where kind = 'field'
),

record_fields as (
    select field
    from fields
    where
        field in {{ one_of(columns_of_records) }}
),

record_values as (
    select
        records.lead_key,
        record_fields.field,
        coalesce(max(trim(case record_fields.field
            {%- for field, column in columns_of_records.items() %}
            when '{{ field }}' then cast(leads.{{ column }} as {{ dbt.type_string() }})
            {%- endfor %}
        end)), '') as value
    from record_fields
    cross join {{ ref('stg_leads') }} as leads
    inner join {{ ref('int_person_records') }} as records on leads.record_key = records.record_key
    group by 1, 2
),

final as (
    select
        people.lead_key,
        fields.field,
        coalesce(trim({{ lead_field('fields.field', 'people') }}), '') as value
    from people
    cross join fields
    where fields.field not in (select record_fields.field from record_fields)
    union all
    select lead_key, field, value from record_values
    union all
    -- a rule may name a country or an owner as the export writes it
    select
        people.lead_key,
        fields.field,
        trim(
            case fields.field
                when 'country' then people.country_as_given else people.owner_as_given
            end
        )
    from people
    inner join fields
        on (fields.field = 'country' and people.country_as_given <> people.country)
        or (fields.field = 'owner' and people.owner_as_given <> people.owner)
)

select * from final
