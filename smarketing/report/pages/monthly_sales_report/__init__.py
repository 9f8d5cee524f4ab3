"""The monthly sales report: one module per section, one public function per notebook cell."""
