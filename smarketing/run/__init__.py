"""One run of the pipeline, and the commands that start one."""
