-- Under every rule, a conversion is given away once: no more, no less, and never in part negative.
select conversion_hash
from {{ ref('int_touch_credits') }}
group by 1
having
    {%- for rule in rule_based_models() %}
    abs(coalesce(sum({{ rule }}), 0) - 1) > 1e-6
    or min({{ rule }}) < 0
    or count({{ rule }}) < count(*)
    {%- if not loop.last %} or{% endif %}
    {%- endfor %}
