-- Which touches were exported more than once? Apart because the view of touches is read several
-- times, and looking for them among all is half of what reading it costs.
{{ repeated_keys('touchpoints', [touch_identity()]) }}
