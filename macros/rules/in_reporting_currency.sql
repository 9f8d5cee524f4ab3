{#-
  An amount in the reporting currency. The relation is left joined to int_currency_rates as
  `rates` on currency and month; an amount already in the reporting currency needs no rate,
  and one without a rate is null (a data test names its currency and month).
-#}
{% macro in_reporting_currency(amount, currency, run='run') -%}
    cast(round(
        case
            when {{ currency }} = {{ run }}.reporting_currency then cast({{ amount }} as double)
            else cast({{ amount }} as double) * rates.rate_to_reporting
        end, 2
    ) as decimal(18, 2))
{%- endmacro %}
