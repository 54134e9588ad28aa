"""Creates made-up organisations in which the packages of real incidents came and went, so that teams can practise.

`organisation` defines what an organisation consists of, and each other module writes one kind of place. No file contains
malicious code: packages contain a marker in its place.
"""
