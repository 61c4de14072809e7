"""Chokepoint: events, dependency indicators and a risk score for the US-China contest over rare earths.

Every number on screen is a pure function of (snapshot, question, method). The rooms, in the order
the data walk through them: config, contract, readers, workspace, engine, evidence, risk, charts,
share, ui, pages. Imports run one way only.
"""
