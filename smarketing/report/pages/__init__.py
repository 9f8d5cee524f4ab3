"""One package per notebook: the sections that its cells show."""
