{#-
  An amount in the reporting currency. The relation is left joined to int_currency_rates as
  `rates` on currency and month; an amount already in the reporting currency needs no rate,
  and one without a rate is null (a data test names its currency and month). Half a cent is a whole
  number of eight decimals before it is rounded: as a double it may lie just under.
-#}
{% macro in_reporting_currency(amount, currency, run='run') -%}
    cast(cast(
        case
            when {{ currency }} = {{ run }}.reporting_currency then cast({{ amount }} as double)
            else cast({{ amount }} as double) * rates.rate_to_reporting
        end as decimal(28, 8)
    ) as decimal(18, 2))
{%- endmacro %}
