-- Which visits to stages are recorded? Repeated entries into the same stage are one visit.
with

entries as (
    select
        *,
        lag(stage) over (partition by lead_key, episode_number order by sorted_at, position) as previous_stage,
        max(funnel_position) over (
            partition by lead_key, episode_number order by sorted_at, position
            rows between unbounded preceding and 1 preceding
        ) as furthest_position_before
    from {{ ref('int_stage_entries') }}
    qualify previous_stage is distinct from stage
),

final as (
    select
        entries.*,
        lead(sorted_at) over (partition by lead_key, episode_number order by sorted_at, position) as left_at,
        lag(funnel_position) over (partition by lead_key, episode_number order by sorted_at, position)
            as previous_funnel_position
    from entries
)

select * from final
