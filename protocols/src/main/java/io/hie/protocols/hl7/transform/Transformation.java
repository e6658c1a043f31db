package io.hie.protocols.hl7.transform;

import io.hie.actormodel.envelope.Payload;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.PathProblem;
import java.util.List;

/**
 * A compiled mapping. Immutable; any thread may use it, and the same message gives the same result
 * each time.
 */
final class Transformation {
  private final List<Step> steps;

  Transformation(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * What became of a message.
   *
   * @param message as far as the steps could be done
   * @param problems those that could not, in order
   */
  record Result(Payload message, List<PathProblem> problems) {}

  /**
   * Does all steps.
   *
   * @throws io.hie.protocols.hl7.RuleEvaluationException if a rule takes too long
   */
  Result apply(Hl7Message message) {
    return new Run(message).of(steps);
  }
}
