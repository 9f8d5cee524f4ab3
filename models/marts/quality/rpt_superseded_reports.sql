-- Which figures of files were set aside because another report tells the same, and how far apart
-- are the two?
with

set_aside as (
    select * from {{ ref('int_report_choices') }}
    where not is_in_force and topic <> 'landing_pages'
),

comparable as (
    select
        *,
        case when set_aside_amount is not null then kept_amount end as told_amount,
        case when kept_amount is not null then set_aside_amount end as untold_amount
    from set_aside
),

compared as (
    select
        file,
        first_day as day,
        last_day,
        reason,
        entity,
        cast(sum(row_count) as bigint) as rows,
        min(kept_file) as kept_file,
        cast(round(
            (sum(told_amount) - sum(untold_amount)) / nullif(cast(sum(told_amount) as double), 0),
            10
        ) as double) as difference_share
    from comparable
    group by 1, 2, 3, 4, 5
),

-- a newer export of the same report may well say something else
final as (
    select
        *,
        reason not in ('newer_export', 'earlier_export')
        and coalesce(abs(difference_share) > {{ var('report_difference_share') }}, false)
            as is_contradiction
    from compared
)

select * from final
