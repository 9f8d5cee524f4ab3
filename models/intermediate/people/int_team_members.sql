-- Who is in the team? Whom the settings name, then the users that the exports list besides.
-- Users with one e-mail address are one person, and so are those whose id, address or name the
-- settings know. An id that means two people in two systems means nobody.
with

run as (
    select * from {{ ref('run') }}
),

named as (
    select * from {{ ref('team_members') }}
),

users as (
    select *, coalesce(email, lower(name), user_key) as person_key from {{ ref('stg_users') }}
),

words as (
    select person_key, lower(trim(user_id)) as word from users
    union
    select person_key, email from users where email is not null
    union
    select person_key, lower(name) from users where name is not null
),

clear_words as (
    select min(person_key) as person_key, word
    from words
    group by 2
    having count(*) = 1
),

named_words as (
    select owner, lower(trim(owner)) as word from named
    union
    select named.owner, lower(trim(alias))
    from named
    {{ split_rows("replace(named.aliases, '|', ';')", ';', 'alias') }}
    where named.aliases is not null
),

-- the settings' own word for somebody of the exports
known_people as (
    select clear_words.person_key, min(named_words.owner) as owner
    from clear_words
    inner join named_words on clear_words.word = named_words.word
    group by 1
),

listed as (
    select person_key, {{ sorted_texts('word', ';') }} as aliases
    from clear_words
    group by 1
),

people as (
    select
        users.person_key,
        max(known_people.owner) as owner_named,
        max(listed.aliases) as aliases,
        max(users.name) as name,
        max(users.team) as team,
        max(users.role) as role,
        bool_or(users.is_active) as is_active,
        min({{ local_date('users.created_at') }}) as active_from,
        max({{ local_date('users.deactivated_at') }}) as deactivated_date
    from users
    left join known_people on users.person_key = known_people.person_key
    left join listed on users.person_key = listed.person_key
    group by 1
),

people_of_named as (
    select
        owner_named,
        {{ sorted_texts('aliases', ';') }} as aliases,
        bool_or(is_active) as is_active
    from people
    where owner_named is not null
    group by 1
),

final as (
    select
        named.owner,
        concat_ws(';', replace(named.aliases, '|', ';'), people.aliases) as aliases,
        named.team,
        named.role,
        named.country,
        named.calendar_id,
        named.weekly_hours,
        named.active_from,
        named.active_to,
        coalesce(named.active_from <= run.as_of, true)
        and coalesce(named.active_to >= run.as_of, coalesce(people.is_active, true)) as is_active,
        false as is_from_exports
    from named
    cross join run
    left join people_of_named as people on named.owner = people.owner_named
    union all
    select
        -- a name that two people share would make them one
        case
            when name is not null and count(*) over (partition by lower(name)) = 1 then name
            else split_part(person_key, '|', case when person_key like '%|%' then 2 else 1 end)
        end,
        aliases,
        team,
        role,
        null,
        null,
        null,
        active_from,
        case when not is_active then deactivated_date end,
        is_active,
        true
    from people
    where owner_named is null
)

select * from final
