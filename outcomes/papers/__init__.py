"""The stocktaking paper, in the order in which it comes about.

material    what goes in: public recommendations, the statements that rest on them, the calls
freezing    material -> figures, structure and entry numbers, without a stakeholder's word
editions    the verbs: make an edition, publish the paper, take it back
checking    make a frozen edition again and compare
reading     an edition with the words that are public now
tables      the same as CSV and JSON
"""
