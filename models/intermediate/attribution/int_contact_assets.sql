-- Through which page, and through which asset, did each person become a contact?
-- The landing page of the person's record; the asset of the person's first form.
with

people as (
    select * from {{ ref('int_people') }}
),

first_forms as (
    select
        lead_key,
        min_by(name, occurred_at) as name,
        min(occurred_at) as contact_at
    from {{ ref('int_asset_touches') }}
    where is_submission and kind = 'asset' and lead_key is not null
    group by 1
),

final as (
    select lead_key, 'page' as kind, {{ page_name('landing_page') }} as name, created_at as contact_at
    from people
    where nullif(trim(landing_page), '') is not null
    union all
    select lead_key, 'asset', name, contact_at
    from first_forms
)

select * from final
