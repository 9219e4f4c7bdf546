"""The simple forecasts that `helpers.baselines` offers."""
