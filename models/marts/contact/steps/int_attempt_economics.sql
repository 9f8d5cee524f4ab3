-- The plain counts, hazards and survival of the curve, and what each attempt costs: the sound and
-- the guide's side. Per lead type (`all` too) and attempt.
with

contact_values as (
    select * from {{ ref('int_contact_values') }}
),

sums as (
    select
        lead_type,
        attempt_number,
        {%- for column in [
            'at_risk', 'leads', 'connects', 'disqualified', 'gave_up', 'pending', 'other_exits',
            'wins',
            'mature_connects', 'mature_wins', 'customers',
        ] %}
        cast(sum({{ column }}) as bigint) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_attempt_risk_sets') }}
    where replicate = 0
    group by 1, 2
),

overall as (
    select lead_type, sum(mature_wins) / cast(nullif(sum(mature_connects), 0) as double) as win_rate
    from sums as counts
    group by 1
),

hazards as (
    select
        counts.*,
        counts.connects / cast(counts.at_risk as double) as connect_hazard,
        -- where no connect of this attempt is old enough, all attempts' wins per connect stand in
        case
            when counts.connects = 0 then 0.0
            else counts.connects / cast(counts.at_risk as double) * coalesce(
                counts.mature_wins / cast(nullif(counts.mature_connects, 0) as double),
                overall.win_rate
            )
        end as hazard,
        1 - (counts.connects + counts.disqualified) / cast(counts.at_risk as double) as stay
    from sums as counts
    inner join overall on counts.lead_type = overall.lead_type
),

counts as (
    select
        *,
        {{ survival('stay', 'before_this') }} as survival_before
    from hazards
    window before_this as (
        partition by lead_type
        order by attempt_number rows between unbounded preceding and 1 preceding
    )
),

final as (
    select
        counts.*,
        contact_values.value_per_win,
        contact_values.hourly_cost * (
            1 / contact_values.attempts_per_hour
            + counts.connect_hazard * contact_values.talk_minutes_per_connect / 60
        ) + contact_values.tool_cost_per_attempt as cost_per_attempt,
        -- the guide: pay of an hour by attempts in an hour; revenue of a customer, not margin
        contact_values.hourly_cost / contact_values.attempts_per_hour as naive_cost_per_attempt,
        coalesce(contact_values.mean_won_amount, contact_values.value_per_win)
            as naive_revenue_per_win
    from counts
    inner join contact_values on counts.lead_type = contact_values.lead_type
)

select * from final
