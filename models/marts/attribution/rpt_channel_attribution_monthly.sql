-- What did each rule give each channel in each month, and what was spent on it?
-- Apart because it is a public mart, which the KPI of return reads, too.
{{ monthly_attribution('channel', 'channel') }}
