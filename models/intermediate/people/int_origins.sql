-- Which combinations of channel, source, medium and campaign words occur, and how often?
{%- set entities = [
    ('leads', 'stg_leads', 'channel_as_given', 'source', 'medium', 'campaign'),
    ('leads', 'stg_leads', 'null', 'latest_source', 'null', 'null'),
    ('touchpoints', 'stg_touchpoints', 'channel_as_given', 'source', 'medium', 'campaign'),
    ('opportunities', 'stg_opportunities', 'null', 'source', 'null', 'campaign'),
    ('web_traffic', 'stg_web_traffic', 'channel_as_given', 'source', 'medium', 'campaign'),
    ('ad_spend', 'stg_ad_spend', 'channel_as_given', 'source', 'medium', 'campaign'),
] %}

with

words as (
    {%- for entity, model, channel, source, medium, campaign in entities %}
    select
        '{{ entity }}' as entity,
        source_system,
        cast({{ channel }} as {{ dbt.type_string() }}) as channel_as_given,
        cast({{ source }} as {{ dbt.type_string() }}) as source,
        cast({{ medium }} as {{ dbt.type_string() }}) as medium,
        cast({{ campaign }} as {{ dbt.type_string() }}) as campaign,
        count(*) as row_count
    from {{ ref(model) }}
    group by 1, 2, 3, 4, 5, 6
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        {{ origin_hash('source_system', 'channel_as_given', 'source', 'medium', 'campaign') }}
            as origin_hash,
        min(source_system) as source_system,
        nullif(lower(trim(min(channel_as_given))), '') as channel_word,
        nullif(lower(trim(min(source))), '') as source_word,
        nullif(lower(trim(min(medium))), '') as medium_word,
        nullif(lower(trim(min(campaign))), '') as campaign_word,
        sum(row_count) as row_count
    from words
    group by 1
)

select * from final
