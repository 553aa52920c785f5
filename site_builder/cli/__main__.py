"""`python -m site_builder.cli`, for where the console command is not installed."""

from site_builder.cli import main

main()
