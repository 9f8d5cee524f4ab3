-- How much waits for everybody, each team and each person on the day of as_of? Counts only: the
-- leads are on the worklists, which name them. Stalled and without a next step are states of all
-- open leads, those of who refused contact too: the KPIs count the same.
{%- set reasons = {
    'breached': 'worklist.is_sla_breach',
    'without_first_attempt': "worklist.breached_clauses like '%first_attempt%'",
    'short_of_attempts': "worklist.breached_clauses like 'attempts%'",
    'messages_waiting': 'worklist.reply_due_at is not null',
    'touches_due': 'worklist.is_touch_due',
    'stalled': 'open_leads.is_stalled',
    'without_next_step': 'not open_leads.has_next_step',
    'with_alert': 'worklist.alerts is not null',
} %}

with

teams as (
    select owner, max(team) as team from {{ ref('int_owner_words') }} group by 1
),

open_leads as (
    select
        coalesce(owner, '(none)') as owner,
        lead_key,
        max_active_leads_per_owner,
        is_stalled,
        has_next_step
    from {{ ref('fct_followup_status') }}
),

worklist as (
    select * from {{ ref('rpt_worklist') }} where due_state <> 'coming_up'
),

leads as (
    select
        open_leads.owner,
        coalesce(teams.team, '(none)') as team,
        open_leads.max_active_leads_per_owner,
        worklist.lead_key is not null as is_on_worklist,
        {%- for name, condition in reasons.items() %}
        coalesce({{ condition }}, false) as is_{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from open_leads
    left join worklist on open_leads.lead_key = worklist.lead_key
    left join teams on open_leads.owner = teams.owner
),

-- all of them apart: of no lead an empty grouping set gives a row on DuckDB alone
counts as (
    {%- for group in ['owner_team', 'all'] %}
    select
        {%- if group == 'all' %}
        'all' as group_kind,
        'all' as group_value,
        {%- else %}
        {{ owner_team_group() | indent(8) }},
        {%- endif %}
        max(team) as team,
        count(*) as open_leads,
        max(max_active_leads_per_owner) as max_active_leads,
        {%- for name in ['on_worklist'] + reasons | list %}
        count(*) filter (where is_{{ name }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from leads
    {%- if group == 'owner_team' %}
    group by grouping sets ((owner), (team))
    union all
    {%- endif %}
    {%- endfor %}
),

commons as (
    select
        *,
        cast(sum(breached) over of_kind as double)
        / nullif(sum(open_leads) over of_kind, 0) as share
    from counts
    window of_kind as (partition by group_kind)
),

final as (
    select
        group_kind,
        group_value,
        case when group_kind = 'all' then 'all' else team end as team,
        cast(open_leads as bigint) as open_leads,
        case when group_kind = 'owner' then cast(max_active_leads as bigint) end
            as max_active_leads,
        {%- for name in ['on_worklist'] + reasons | list %}
        cast({{ name }} as bigint) as {{ name }},
        {%- endfor %}
        {{ rate('breached', 'open_leads') }} as breached_share,
        {{ wilson_lower('breached', 'open_leads') }} as breached_share_lower,
        {{ wilson_upper('breached', 'open_leads') }} as breached_share_upper,
        {{ rate('stalled', 'open_leads') }} as stalled_share,
        {{ wilson_lower('stalled', 'open_leads') }} as stalled_share_lower,
        {{ wilson_upper('stalled', 'open_leads') }} as stalled_share_upper,
        {{ published('share') }} as common_breached_share
    from commons
)

select * from final
