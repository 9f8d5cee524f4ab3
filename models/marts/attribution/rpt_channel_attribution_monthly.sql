-- What did each rule give each channel in each month, and what was spent on it?
{{ monthly_attribution('channel', 'channel') }}
