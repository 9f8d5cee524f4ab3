"""What leaves the folder of reports when somebody asks: e-mails, and files for other systems."""
