"""Trade, supply and diplomacy: from the tables to what a page or a reading needs. No figures, no storage."""
