-- How many were at risk at each attempt, and what happened there? Per replicate (0 is the data),
-- lead type (`all` too) and band of fit at entry.
with

patterns as (
    select * from {{ ref('int_attempt_replicates') }}
),

endings as (
    select
        replicate,
        case when grouping(lead_type) = 1 then 'all' else lead_type end as lead_type,
        fit_band,
        attempts,
        sum(weight) as leads,
        sum(case when exit_kind = 'connect' then weight else 0 end) as connects,
        sum(case when exit_kind = 'disqualified' then weight else 0 end) as disqualified,
        sum(case when exit_kind = 'gave_up' then weight else 0 end) as gave_up,
        sum(case when exit_kind = 'pending' then weight else 0 end) as pending,
        sum(case when exit_kind = 'other' then weight else 0 end) as other_exits,
        sum(case when is_win then weight else 0 end) as wins,
        sum(case when is_mature then weight else 0 end) as mature_connects,
        sum(case when is_mature and is_win then weight else 0 end) as mature_wins,
        sum(case when is_customer then weight else 0 end) as customers
    from patterns
    group by
        grouping sets ((replicate, lead_type, fit_band, attempts), (replicate, fit_band, attempts))
),

bounds as (
    select lead_type, fit_band, max(attempts) as last_attempt
    from endings
    where replicate = 0
    group by 1, 2
),

attempt_numbers as (
    {{ number_rows(1, var('attempt_curve_limit')) }}
),

replicates as (
    {{ number_rows(0, var('bootstrap_replicates')) }}
),

-- every attempt up to the last one has a row, also where nobody's attempts ended
grid as (
    select
        replicates.number as replicate,
        bounds.lead_type,
        bounds.fit_band,
        attempt_numbers.number as attempt_number
    from bounds
    inner join attempt_numbers on attempt_numbers.number <= bounds.last_attempt
    cross join replicates
),

final as (
    select
        grid.replicate,
        grid.lead_type,
        grid.fit_band,
        grid.attempt_number,
        sum(coalesce(endings.leads, 0)) over (
            partition by grid.replicate, grid.lead_type, grid.fit_band
            order by grid.attempt_number desc
        ) as at_risk,
        {%- for column in [
            'leads', 'connects', 'disqualified', 'gave_up', 'pending', 'other_exits', 'wins',
            'mature_connects', 'mature_wins', 'customers',
        ] %}
        coalesce(endings.{{ column }}, 0) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from grid
    left join endings
        on grid.replicate = endings.replicate
        and grid.lead_type = endings.lead_type
        and grid.fit_band = endings.fit_band
        and grid.attempt_number = endings.attempts
)

select * from final
