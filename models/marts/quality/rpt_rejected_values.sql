-- Which columns had cells that could not be read, and are they too many?
with

cells as (
    select * from {{ source('raw', '_rejected_values') }}
),

files as (
    select file, entity, max(rows_loaded) as rows_loaded
    from {{ source('raw', '_files') }}
    where entity is not null
    group by 1, 2
),

counts as (
    select
        file,
        entity,
        column_name,
        min(reason) as reason,
        count(*) as rejected_values,
        min(row_number) as first_row_number
    from cells
    group by 1, 2, 3
),

final as (
    select
        counts.file,
        counts.entity,
        counts.column_name,
        counts.reason,
        counts.rejected_values,
        coalesce(files.rows_loaded, 0) as rows_loaded,
        {{ rate('counts.rejected_values', 'files.rows_loaded') }} as rejected_share,
        counts.first_row_number,
        counts.rejected_values >= {{ var('rejected_values_minimum') }}
        and counts.rejected_values
        > {{ var('rejected_values_share') }} * files.rows_loaded as is_failed
    from counts
    left join files on counts.file = files.file and counts.entity = files.entity
)

select * from final
