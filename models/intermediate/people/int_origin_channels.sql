-- Which channel does each combination of origin words mean? First matching rule wins.
{%- set fields = ['channel', 'source', 'medium', 'campaign'] %}

with

origins as (
    select * from {{ ref('int_origins') }}
),

rules as (
    select
        priority,
        nullif(lower(trim(system)), '') as system,
        channel,
        {% for field in fields -%}
        cast({{ field }}_pattern is not null as int){% if not loop.last %} + {% endif %}
        {%- endfor %} as filled_fields
    from {{ ref('channel_rules') }}
),

patterns as (
    select * from {{ ref('int_channel_rule_patterns') }}
),

words as (
    {%- for field in fields %}
    select distinct '{{ field }}' as field, {{ field }}_word as word
    from origins
    where {{ field }}_word is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

word_matches as (
    select distinct words.field, words.word, patterns.priority
    from words
    inner join patterns
        on words.field = patterns.field and words.word like patterns.like_pattern escape '^'
),

field_matches as (
    {%- for field in fields %}
    select origins.origin_hash, word_matches.priority
    from origins
    inner join word_matches
        on word_matches.field = '{{ field }}' and origins.{{ field }}_word = word_matches.word
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

matched_fields as (
    select origin_hash, priority, count(*) as matched_fields
    from field_matches
    group by 1, 2
),

-- a rule with a system and no pattern takes whatever that system sends
candidates as (
    select origins.origin_hash, rules.priority, rules.channel
    from origins
    inner join rules
        on rules.system is null or rules.system in ('*', origins.source_system)
    left join matched_fields
        on origins.origin_hash = matched_fields.origin_hash
        and rules.priority = matched_fields.priority
    where coalesce(matched_fields.matched_fields, 0) = rules.filled_fields
),

first_match as (
    select origin_hash, min(priority) as rule_priority, min_by(channel, priority) as channel
    from candidates
    group by 1
),

-- a channel's own name or label needs no rule
named as (
    select origins.origin_hash, min(channels.channel) as channel
    from origins
    inner join {{ ref('channels') }} as channels
        on origins.channel_word
        in (lower(channels.channel), lower(channels.label_es), lower(channels.label_en))
    group by 1
),

final as (
    select
        origins.origin_hash,
        origins.source_system,
        origins.channel_word,
        origins.source_word,
        origins.medium_word,
        origins.campaign_word,
        origins.row_count,
        coalesce(
            origins.channel_word, origins.source_word, origins.medium_word, origins.campaign_word
        ) is not null as is_given,
        first_match.rule_priority,
        coalesce(
            first_match.channel,
            named.channel,
            case
                when coalesce(
                    origins.channel_word, origins.source_word,
                    origins.medium_word, origins.campaign_word
                ) is null then 'Unknown'
                else 'Unassigned'
            end
        ) as channel
    from origins
    left join first_match on origins.origin_hash = first_match.origin_hash
    left join named on origins.origin_hash = named.origin_hash
)

select * from final
