"""Papers the ward hands out: certifications, forms, register pages, receipts, letters, as PDF/A with a code to check them by."""
