package io.hie.chaostests.ledger;

/** What is counted, in the order of the report. */
public enum Tally {
  SENT("sent"),
  RESENT("sent again until answered"),
  LINKS_LOST("connections lost by the sender"),
  ACKNOWLEDGED("acknowledged"),
  REFUSED("refused for good (AR)"),
  UNANSWERED("never answered"),
  RECEIVED("received by the sink, copies included"),
  DELIVERED("delivered, each counted once"),
  DELIVERED_UNACKNOWLEDGED("of those never acknowledged (allowed)"),
  DUPLICATES("duplicates"),
  DUPLICATES_DEMANDED("demanded by the sink's answer"),
  DUPLICATES_EXPLAINED("explained by a kill"),
  DUPLICATES_UNEXPLAINED("unexplained"),
  OTHER_RUNS("of other runs, not looked at"),
  ARCHIVED("files in the archive"),
  ARCHIVE_LEFTOVERS("unfinished files in the archive");

  private final String words;

  Tally(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
