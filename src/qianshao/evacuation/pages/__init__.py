"""What the evacuation's pages show: plain shapes between selectors and templates."""
