-- Through which page, and through which asset, did each person become a contact?
-- The landing page of the person's record; the asset of the first form, if one came before the
-- record or on its day: who downloads something later was a contact already.
with

people as (
    select * from {{ ref('int_people') }}
),

first_forms as (
    select forms.lead_key, forms.name, people.created_at as contact_at
    from {{ ref('int_asset_touches') }} as forms
    inner join people on forms.lead_key = people.lead_key
    where
        forms.is_submission
        and forms.kind = 'asset'
        and {{ local_date('forms.occurred_at') }} <= people.created_date
    qualify row_number() over (
        partition by forms.lead_key order by forms.occurred_at, forms.touchpoint_key
    ) = 1
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
