-- A person without a score would be on nobody's list: people, scores and the matrix count alike.
with

people as (
    select count(*) as people from {{ ref('dim_leads') }}
),

scores as (
    select count(*) as scored from {{ ref('fct_lead_scores') }}
),

matrix as (
    select coalesce(sum(leads), 0) as in_matrix from {{ ref('rpt_value_interest_matrix') }}
)

select *
from people
cross join scores
cross join matrix
where people.people <> scores.scored or people.people <> matrix.in_matrix
