-- Which figures of files were set aside because another report tells the same, and how far apart
-- are the two?
with

set_aside as (
    select * from {{ ref('int_report_choices') }}
    where not is_in_force and topic <> 'landing_pages'
),

final as (
    select
        file,
        first_day as day,
        last_day,
        reason,
        entity,
        cast(sum(row_count) as bigint) as rows,
        min(kept_file) as kept_file,
        cast(round(
            (sum(kept_amount) - sum(case when kept_amount is not null then set_aside_amount end))
            / nullif(cast(sum(kept_amount) as double), 0),
            10
        ) as double) as difference_share
    from set_aside
    group by 1, 2, 3, 4, 5
)

select * from final
