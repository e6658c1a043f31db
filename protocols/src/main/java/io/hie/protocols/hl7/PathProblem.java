package io.hie.protocols.hl7;

import io.hie.actormodel.item.DeliveryResult.Reason;
import java.util.List;

/**
 * Something wrong with a message, or that could not be done with it.
 *
 * @param path where, as in {@code PID[1]-3[2].1}; a segment's name if no field is meant
 * @param text what, without patient data
 * @param value the value that is wrong, which may be patient data; empty if none is to be shown
 */
public record PathProblem(String path, String text, String value) {
  private static final int MOST_IN_TEXT = 5;

  public PathProblem(String path, String text) {
    this(path, text, "");
  }

  /**
   * The problems of one message as a reason to refuse it: in words for everybody, in full with the
   * values for its history.
   *
   * @param code short and stable
   * @param problems at least one
   */
  public static Reason reason(String code, List<PathProblem> problems) {
    StringBuilder text = new StringBuilder();
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < problems.size(); i++) {
      PathProblem problem = problems.get(i);
      if (i < MOST_IN_TEXT) {
        text.append(i == 0 ? "" : "; ").append(problem);
      }
      detail.append(i == 0 ? "" : "\n").append(problem);
      if (!problem.value.isEmpty()) {
        detail.append(" [").append(problem.value).append(']');
      }
    }
    if (problems.size() > MOST_IN_TEXT) {
      text.append("; and ").append(problems.size() - MOST_IN_TEXT).append(" more");
    }
    return new Reason(code, text.toString(), detail.toString());
  }

  /** Place and text; never the value. */
  @Override
  public String toString() {
    return path + ": " + text;
  }
}
