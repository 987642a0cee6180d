"""From facts to what they add up to: the guide, the conclusions, the claim and the suggested code."""
