with

source as (
    {{ current_versions('users') | indent(4) }}
),

renamed as (
    select
        -- ids
        concat_ws('|', _source_system, user_id) as user_key,
        _source_system as source_system,
        user_id,

        -- user
        nullif(trim(name), '') as name,
        {{ normalised_email('email') }} as email,
        nullif(trim(team), '') as team,
        nullif(trim(role), '') as role,
        coalesce(is_active, deactivated_at is null) as is_active,

        -- timestamps
        {{ known_time('created_at', 'source') }} as created_at,
        {{ known_time('deactivated_at', 'source') }} as deactivated_at,

        -- lineage
        _file as source_file,
        _row as source_row
    from source
)

select * from renamed
