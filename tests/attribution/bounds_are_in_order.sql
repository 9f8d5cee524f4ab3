-- Bounds enclose the count they belong to, as far as counts are not rounded away.
select goal, model, channel, conversions, conversions_lower, conversions_upper
from {{ ref('rpt_channel_attribution') }}
where conversions_lower > conversions_upper or spend < 0
