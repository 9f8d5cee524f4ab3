-- Which MQLs did sales accept, reject (and why) or leave undecided?
with

outcomes as (
    select * from {{ ref('int_mql_outcomes') }}
),

judged as (
    select
        {{ month_start('outcomes.mql_date') }} as month,
        coalesce(people.owner, '(none)') as owner,
        -- a change of stage seldom says why; the record's own reason does
        case
            when outcomes.is_accepted or not outcomes.has_ended then '(none)'
            when outcomes.end_reason is not null then outcomes.end_reason
            when outcomes.end_stage = 'nurture' then 'nurture'
            else coalesce(nullif(trim(people.status_reason), ''), '(none)')
        end as reason,
        outcomes.is_accepted,
        outcomes.is_rejected
    from outcomes
    inner join {{ ref('int_people') }} as people on outcomes.lead_key = people.lead_key
),

counts as (
    select
        month,
        owner,
        reason,
        count(*) as mqls,
        count(*) filter (where is_accepted) as accepted,
        count(*) filter (where is_rejected) as rejected
    from judged
    group by 1, 2, 3
),

final as (
    select
        month,
        owner,
        reason,
        cast(mqls as bigint) as mqls,
        cast(accepted as bigint) as accepted,
        cast(rejected as bigint) as rejected,
        cast(mqls - accepted - rejected as bigint) as undecided,
        {{ rate('accepted', '(accepted + rejected)') }} as acceptance_rate,
        {{ rate('sum(accepted) over owner_month', '(sum(accepted + rejected) over owner_month)') }}
            as owner_acceptance_rate
    from counts
    window owner_month as (partition by month, owner)
)

select * from final
