"""隐患辅助识别: what a text is about, who leads, how grave, and which words spoke for it. It never decides.

A linear model over pieces of characters, their sounds and the keyword rules' votes, learnt from
``data/assist_train.csv`` by ``python -m tools.train_assist`` with scikit-learn; here only its numbers are read, so a
site needs nothing but numpy and asks nobody outside. Nouns: Proposal (what is proposed), Because (a word that spoke
for it). Invariants: the same text gives the same proposal; nothing is written; what is vague is called vague.
"""
