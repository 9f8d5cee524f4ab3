-- Which team member does each owner as written mean? Unknown owners keep their own name.
{%- set sources = [
    ('stg_leads', 'owner_as_given'),
    ('stg_opportunities', 'owner_as_given'),
    ('stg_tasks', 'owner_as_given'),
    ('stg_contact_attempts', 'rep_as_given'),
] %}

with

words as (
    {%- for model, column in sources %}
    select
        lower(trim({{ column }})) as owner_word,
        min(trim({{ column }})) as owner,
        count(*) as row_count
    from {{ ref(model) }}
    where {{ column }} is not null
    group by 1
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

team_members as (
    select * from {{ ref('int_team_members') }}
),

names as (
    select
        lower(trim(owner)) as owner_word, owner, team, is_active, is_from_exports, 1 as preference
    from team_members
    union all
    select
        lower(trim(alias)), team_members.owner, team_members.team, team_members.is_active,
        team_members.is_from_exports, 2
    from team_members
    {{ split_rows("replace(team_members.aliases, '|', ';')", ';', 'alias') }}
    where team_members.aliases is not null
),

-- settings may name people as no export does
distinct_words as (
    select owner_word, min(owner) as owner, sum(row_count) as row_count
    from (
        select owner_word, owner, row_count from words
        union all
        select owner_word, owner, 0 from names
    ) as all_words
    where owner_word <> ''
    group by 1
),

final as (
    select
        distinct_words.owner_word,
        coalesce(names.owner, distinct_words.owner) as owner,
        coalesce(names.team, 'Unknown') as team,
        names.owner is not null as is_known,
        coalesce(names.is_active, true) as is_active,
        coalesce(names.is_from_exports, false) as is_from_exports,
        distinct_words.row_count
    from distinct_words
    left join names on distinct_words.owner_word = names.owner_word
    qualify row_number() over (
        partition by distinct_words.owner_word order by
            names.preference, names.is_from_exports, names.owner, names.is_active desc, names.team
    ) = 1
)

select * from final
