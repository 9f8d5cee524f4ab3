-- In which bands of fit and interest is each person?
select
    lead_key,
    cast(null as {{ dbt.type_string() }}) as fit_band,
    cast(null as {{ dbt.type_string() }}) as interest_band,
    cast(null as {{ dbt.type_string() }}) as quadrant
from {{ ref('int_people') }}
