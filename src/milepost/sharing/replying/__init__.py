"""Answering by e-mail: what comes in at a reply address is read, done once, and confirmed.

    a letter goes out          `addresses.for_mail` gives it an address of its own
    an answer comes in         `receiving.receive` keeps it as it came, and an outbox row
    the worker looks at it     `handling.deliver`: who wrote it (`senders`), what it says
                               (`messaging.replies`), the same commands as on the page
                               (`buyers`, `members`), a letter back (`letters`), with undo

Whatever is not certain becomes a comment and a question to the AE, never a guess.
"""
