package io.hie.sharding.history;

/**
 * How a message ended for a sender that waits for a receiver's answer.
 *
 * @param answer number of the {@link io.hie.actormodel.history.HistoryEvent.Answered}; 0 if there
 *     is none
 * @param failed in one word, how a leg ended that could have brought an answer and did not: {@code
 *     parked}, {@code ambiguous}, {@code expired}, {@code discarded}; empty if all went well
 */
record Question(long answer, String failed) {
  static final Question OPEN = new Question(0, "");

  boolean isAnswered() {
    return answer > 0;
  }

  /** For the sender, in words without patient data. */
  static String inWords(String failed) {
    return switch (failed) {
      case "parked" -> "its receiver did not take it, and it was set aside";
      case "ambiguous" -> "it was sent, and its receiver did not answer";
      case "expired" -> "its time to live was over before its receiver answered";
      default -> "a full queue let it go before its receiver answered";
    };
  }
}
