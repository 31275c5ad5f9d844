"""What is made of simulations: counterfactual twins, and what else compares many lives."""
