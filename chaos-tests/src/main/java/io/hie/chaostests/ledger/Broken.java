package io.hie.chaostests.ledger;

/** The ways in which a promise can be found broken. */
public enum Broken {
  LOST("acknowledged, but never taken by the destination"),
  INVENTED("delivered, but never sent"),
  ALTERED("delivered with other bytes than were sent"),
  OVERTAKEN("delivered for the first time after a later message of the same patient"),
  STEPPED_BACK("delivered again after a later message of the same patient"),
  DUPLICATED("delivered again, with nothing that explains it"),
  MISANSWERED("answered out of turn, or with another message's control id"),
  UNARCHIVED("acknowledged, but in no file of the archive"),
  ARCHIVED_TWICE("in more than one file of the archive"),
  ARCHIVED_ALTERED("archived with other bytes than were sent"),
  ARCHIVED_ASTRAY("archived, but not of a type that is routed there");

  private final String words;

  Broken(String words) {
    this.words = words;
  }

  /** What is wrong with such a message, to follow "messages". */
  public String words() {
    return words;
  }
}
