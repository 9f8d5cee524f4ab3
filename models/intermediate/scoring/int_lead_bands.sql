-- In which bands of fit and interest is each person at as_of?
select lead_key, fit_band, interest_band, quadrant
from {{ ref('int_lead_scores') }}
